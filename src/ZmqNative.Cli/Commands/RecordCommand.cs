using System.CommandLine;
using ZmqNative.Node.Recordings;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// <c>zmqnative record</c>: records a running node's notifications for <c>publish --trace</c>.
/// </summary>
internal static class RecordCommand
{
    private const string Publisher = "the node's publisher";

    internal static Command Create()
    {
        Argument<string> directory = new("DIR") { Description = "A new or an empty folder." };
        Option<string?> upstream = new("--upstream")
        {
            Description = "Where the node publishes rawtx, rawblock and sequence, all three. Without it, the node is "
                + "asked.",
            HelpName = "ADDR",
        };
        Command command = new("record", """
            Records what a running node publishes, until Ctrl-C. 'publish --trace DIR' replays it to the same messages.

            Examples:
              zmqnative record --node http://127.0.0.1:8332 --node-cookie ~/.bitcoin/.cookie session
              zmqnative publish --trace session -zmqpubhashtx=tcp://127.0.0.1:28332
            """) { directory, upstream };
        PeerKeys keys = new(command, "the publisher at --upstream");
        NodeOptions node = new(command);
        WaitOption wait = new(command);
        command.SetAction((parsed, cancellationToken) => wait.RunAsync(parsed, async notice =>
        {
            using NodeRpc rpc = node.Create(parsed, []) ?? throw new ArgumentException("record needs --node.");
            if (parsed.GetValue(upstream) is { } address)
            {
                PublisherAddress.Check(address);
            }
            SessionRecorder recorder = new(rpc, parsed.GetRequiredValue(directory), parsed.GetValue(upstream))
            {
                ConfigureSubscriber = keys.ReadForUpstream(parsed, parsed.GetValue(upstream)),
            };
            recorder.Noticed += (sentence, about) => Show(sentence, about, notice);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(notice.Token);
            Task awaiting = AwaitNodeAsync(rpc, notice, stop.Token);
            try
            {
                await recorder.RunAsync(notice.Token);
            }
            finally
            {
                await stop.CancelAsync();
                await awaiting;
            }
            notice.ThrowIfFailed();
            Console.WriteLine($"Recorded {recorder.Events} events.");
            return ExitCode.Success;
        }, cancellationToken));
        return command;
    }

    private static void Show(string sentence, StreamEvent? about, WaitNotice notice)
    {
        if (about is Waiting { Topic: null } waiting)
        {
            notice.Begin(Publisher, waiting.Reason);
            return;
        }
        if (about is Waiting or Malformed)
        {
            Console.Error.WriteLine(PlainText.Escape($"Warning: {sentence}"));
            return;
        }
        Console.WriteLine(PlainText.Escape(sentence));
        switch (about)
        {
            case StateChanged { State: SubscriberState.Live }:
                notice.End(Publisher);
                break;
            case StateChanged:
                notice.Begin(Publisher, reason: null);
                break;
            case Disconnected disconnected:
                notice.Begin(Publisher, disconnected.Reason);
                break;
            default:
                break;
        }
    }

    // The recorder waits for the node in silence. What the node refuses, it refuses the recorder as
    // well.
    private static async Task AwaitNodeAsync(NodeRpc rpc, WaitNotice notice, CancellationToken cancellationToken)
    {
        try
        {
            _ = await NodeGate.CallAsync(rpc, rpc.GetBestBlockHashAsync, notice, cancellationToken);
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException)
        {
            notice.End(NodeGate.Name(rpc));
        }
    }
}
