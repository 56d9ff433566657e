using System.CommandLine;
using ZmqNative.Node.Recordings;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Cli;

/// <summary>
/// <c>zmqnative record</c>: records a running node's notifications for <c>publish --trace</c>.
/// </summary>
internal static class RecordCommand
{
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
        NodeOptions node = new(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using NodeRpc rpc = node.Create(parsed) ?? throw new ArgumentException("record needs --node.");
            SessionRecorder recorder = new(rpc, parsed.GetRequiredValue(directory), parsed.GetValue(upstream));
            recorder.Noticed += Console.WriteLine;
            await recorder.RunAsync(cancellationToken);
            Console.WriteLine($"Recorded {recorder.Events} events.");
            return ExitCode.Success;
        });
        return command;
    }
}
