using Microsoft.Extensions.Logging;
using ZmqNative.History.Sqlite;
using ZmqNative.JetStream;
using ZmqNative.Node.Recordings;
using ZmqNative.Node.Relay;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Queries;

namespace ZmqNative.Cli;

/// <summary>One run of <c>zmqnative publish</c>.</summary>
internal sealed class Publisher
{
    internal const string DefaultAddress = "tcp://127.0.0.1:28332";

    internal required string[] BitcoinOptions { get; init; }

    internal string? Trace { get; init; }

    internal string? Blocks { get; init; }

    internal RunningNode? Node { get; init; }

    /// <summary>Answers queries at the address of the history; null without a node.</summary>
    internal INodeQueries? Queries { get; init; }

    internal int Subscribers { get; init; }

    internal TimeSpan Settle { get; init; }

    internal double? EventsPerSecond { get; init; }

    internal bool Exit { get; init; }

    internal TimeSpan Linger { get; init; }

    internal bool ContinueOnStartFailure { get; init; }

    internal bool RevokeNow { get; init; }

    internal long UnsentLimit { get; init; }

    /// <summary>
    /// Makes the publisher to JetStream, if one is wanted, with options of bitcoin.conf.
    /// </summary>
    internal required Func<Func<string, string?>, ILoggerFactory, JetStreamPublisher?> JetStream { get; init; }

    /// <summary>Makes the RPC, if one is wanted.</summary>
    internal required Func<NotificationInterface, RpcEndpoint?> Rpc { get; init; }

    /// <summary>Makes the live page, if one is wanted.</summary>
    internal required Func<LivePage?> Page { get; init; }

    /// <exception cref="ArgumentException">There are addresses and no source.</exception>
    internal async Task<int> RunAsync(WaitNotice notice)
    {
        CancellationToken cancellationToken = notice.Token;
        INodeFeed? feed = null;
        NotifierFactories factories = new(
            Node is null ? (index, body) => feed!.TryReadBlock(index, body) : Node.TryReadBlock);
        BitcoinArguments arguments = BitcoinArguments.Parse(BitcoinOptions, factories, ToolConfiguration.Values);
        if (Node is null && Trace is null && Blocks is null)
        {
            Console.WriteLine(!arguments.HasAddressOptions
                ? "No source is given: what is published is the recorded session inside the tool."
                : throw new ArgumentException("A source is missing: --node, --trace or --blocks. Only without an "
                    + "address is the recording inside the tool published."));
        }
        foreach (string warning in arguments.Warnings)
        {
            Console.Error.WriteLine($"Warning: {warning}");
        }
        HandshakeGate handshakes = new();
        using ConsoleLog log = new(arguments.DebugZmq ? LogLevel.Debug : LogLevel.Warning);
        NotificationInterface notifications = new(Options(arguments), factories, log)
        {
            ConnectionObserver = Subscribers > 0 ? handshakes.Observe : null,
        };
        using ProcessEnd end = new(notifications);
        // Before the sockets are opened, so that their connections are measured.
        await using RpcEndpoint? rpc = Rpc(notifications);
        await using LivePage? page = Page();
        JetStreamPublisher? jetStream = JetStream(arguments.Find, log);
        using (feed = Node is null ? OpenFeed(cancellationToken) : null)
        {
            ReportTakenPaths(arguments);
            _ = notifications.Initialize();
            if (Queries is not null)
            {
                notifications.History?.AddQueries(Queries);
            }
            string[] addresses = Report(notifications);
            await using JetStreamRun? stored =
                jetStream is null ? null : new JetStreamRun(jetStream, notifications, notice);
            await (rpc?.StartAsync(cancellationToken) ?? Task.CompletedTask);
            await ShowAsync(page, notifications, jetStream, cancellationToken);
            using DescriptorWatch descriptors = new(notifications);
            if (Node is not null)
            {
                return await RelayAsync(Node, notifications, notice);
            }
            if (!handshakes.Wait(addresses, Subscribers, Settle, notice, cancellationToken))
            {
                return ExitCode.Success;
            }
            ProgressLine progress = new("Published", feed is BlockFiles ? "blocks" : "events", cancellationToken);
            FeedPlayer.Play(feed!, notifications, EventsPerSecond, progress.Report, cancellationToken);
            progress.Finish();
            if (!Exit)
            {
                Console.WriteLine("Everything is published; serving until Ctrl-C.");
                _ = cancellationToken.WaitHandle.WaitOne();
                return ExitCode.Success;
            }
            bool isStored = stored is null || await stored.WaitUntilStoredAsync(Linger, cancellationToken);
            if (notifications.Shutdown(Linger) && isStored)
            {
                return ExitCode.Success;
            }
            Console.Error.WriteLine("Error: subscribers had not taken everything "
                + $"after --linger={Linger.TotalSeconds} seconds; the rest was dropped.");
            return ExitCode.LingerExceeded;
        }
    }

    private async Task ShowAsync(
        LivePage? page, NotificationInterface notifications, JetStreamPublisher? jetStream,
        CancellationToken cancellationToken)
    {
        if (page is null)
        {
            return;
        }
        page.Show(notifications);
        if (Node is not null)
        {
            page.Show(Node);
        }
        if (jetStream is not null)
        {
            page.Show(jetStream);
        }
        await page.StartAsync(cancellationToken);
    }

    private static async Task<int> RelayAsync(
        RunningNode node, NotificationInterface notifications, WaitNotice notice)
    {
        void Show(FeedStatus status)
        {
            Console.WriteLine(PlainText.Escape($"{status.State}: {status.Reason}"));
            if (status.State is FeedState.Live or FeedState.Stopped)
            {
                notice.End("the node");
            }
            else
            {
                notice.Begin("the node", status.Reason.TrimEnd('.'));
            }
        }
        Show(node.Status);
        node.StatusChanged += Show;
        node.Warned += sentence => Console.Error.WriteLine(PlainText.Escape($"Warning: {sentence}"));
        await node.RunAsync(notifications, notice.Token);
        return ExitCode.Success;
    }

    private ZmqNotificationOptions Options(BitcoinArguments arguments)
    {
        ZmqNotificationOptions options = arguments.ToNotificationOptions();
        (options.RevokeNow, options.UnsentLimit) = (RevokeNow, UnsentLimit);
        if (options.Curve is not null || options.Plain is not null)
        {
            CoreDumps.Forbid();
        }
        options.ThrowOnStartFailure = !ContinueOnStartFailure;
        _ = options.History?.Directory is null ? null : options.History.UseSqlite();
        if (!arguments.HasAddressOptions)
        {
            IList<string>[] all = [options.PubHashBlock, options.PubHashTransaction, options.PubRawBlock,
                options.PubRawTransaction, options.PubSequence];
            foreach (IList<string> addresses in all)
            {
                addresses.Add(DefaultAddress);
            }
        }
        return options;
    }

    private static void ReportTakenPaths(BitcoinArguments arguments)
    {
        ZmqNotificationOptions options = arguments.ToNotificationOptions();
        foreach (string type in new NotifierFactories().Types)
        {
            foreach (string address in options.Of(type).Addresses)
            {
                if (UnixPath.WhoseIsTaken(type, address) is { } sentence)
                {
                    Console.Error.WriteLine(PlainText.Escape(sentence));
                }
            }
        }
    }

    private INodeFeed OpenFeed(CancellationToken cancellationToken)
    {
        if (Blocks is null)
        {
            return Trace is null ? Recording.Open() : SessionTrace.Open(Trace);
        }
        ProgressLine progress = new("Read", "blocks", cancellationToken);
        BlockFiles files = BlockFiles.Open(Blocks, progress);
        progress.Finish();
        foreach (string sentence in files.Skipped)
        {
            Console.Error.WriteLine(sentence);
        }
        return files;
    }

    private static string[] Report(NotificationInterface notifications)
    {
        IReadOnlyList<ActiveNotification> active = notifications.GetActiveNotifications();
        foreach ((string type, string address, int highWatermark) in active)
        {
            string endpoint = notifications.GetBoundEndpoint(address);
            Console.WriteLine($"{type} {address} hwm {highWatermark}"
                + (endpoint == address ? string.Empty : $" bound to {endpoint}"));
        }
        if (notifications.History is { } history)
        {
            Console.WriteLine($"history {history.Address}"
                + (history.Endpoint == history.Address ? string.Empty : $" bound to {history.Endpoint}")
                + $" stream {history.Head}");
        }
        if (active.Count == 0)
        {
            Console.WriteLine("No notification is active.");
        }
        return [.. active.Select(notification => notification.Address).Distinct()];
    }

    /// <summary>The end of the interface with its process, whose sockets the kernel closes.</summary>
    private sealed class ProcessEnd(NotificationInterface notifications) : IDisposable
    {
        public void Dispose() => notifications.ShutdownWithProcess();
    }
}
