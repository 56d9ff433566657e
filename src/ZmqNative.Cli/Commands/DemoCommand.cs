using System.CommandLine;
using Spectre.Console;
using ZmqNative.Interop;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// <c>zmqnative demo</c>: publisher and subscriber in one process, over a real socket, with the
/// recording inside the tool.
/// </summary>
internal static class DemoCommand
{
    private const double EventsPerSecond = 3;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    internal static Command Create()
    {
        Command command = new("demo", """
            Publishes a recorded bitcoind session on a loopback port and shows what a subscriber receives.
            Ends by itself.

            Examples:
              zmqnative demo
            """);
        command.SetAction((_, cancellationToken) => Task.Run(() => Run(cancellationToken)));
        return command;
    }

    private static int Run(CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(s_deadline);
        using SessionTrace recording = Recording.Open();
        const string Anywhere = "tcp://127.0.0.1:*";
        ZmqNotificationOptions options = new()
        {
            PubHashBlock = [Anywhere],
            PubHashTransaction = [Anywhere],
            PubRawBlock = [Anywhere],
            PubRawTransaction = [Anywhere],
            PubSequence = [Anywhere],
            ThrowOnStartFailure = true,
        };
        HandshakeGate handshakes = new();
        using NotificationInterface notifications =
            new(options, new NotifierFactories(recording.TryReadBlock)) { ConnectionObserver = handshakes.Observe };
        _ = notifications.Initialize();
        string endpoint = notifications.GetBoundEndpoint(Anywhere);
        using NotificationSubscriber subscriber = new(new NotificationSubscriberOptions { Addresses = { endpoint } });

        AnsiConsole.MarkupLine(
            $"A recorded bitcoind session: a payment, its replacement, a block, its disconnection and reconnection.");
        AnsiConsole.MarkupLine($"Published and received at [bold]{endpoint}[/] by libzmq {ZmqLibrary.Version}.");
        AnsiConsole.WriteLine();
        long published = -1;
        long shown = 0;
        TableOutput table = new(withState: false);
        Task receiving = Task.Run(async () =>
        {
            while (await subscriber.ReadAsync(end.Token) is { } item)
            {
                table.Write(item);
                if (item is Notification && Interlocked.Increment(ref shown) == Interlocked.Read(ref published))
                {
                    end.Cancel();
                }
            }
        }, CancellationToken.None);
        if (handshakes.Wait([Anywhere], subscribers: 1, TimeSpan.FromMilliseconds(300), notice: null, end.Token))
        {
            Play(recording, notifications, end.Token);
        }
        // Both sides write their number before they read the other's, so one of them sees that
        // everything has arrived.
        _ = Interlocked.Exchange(ref published, notifications.MessagesPublished);
        if (Interlocked.Read(ref shown) == published)
        {
            end.Cancel();
        }
        _ = Task.WhenAny(receiving).Result; // ends by being cancelled
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine(
            $"{shown} of {published} notifications received, from {recording.Progress.Done} node events.");
        return shown == published || cancellationToken.IsCancellationRequested ? ExitCode.Success : ExitCode.Failure;
    }

    private static void Play(SessionTrace recording, NotificationInterface notifications, CancellationToken end)
    {
        try
        {
            FeedPlayer.Play(recording, notifications, EventsPerSecond, _ => { }, end);
        }
        catch (OperationCanceledException)
        {
            // Too late, or Ctrl-C. The end reports how many notifications arrived.
        }
    }
}
