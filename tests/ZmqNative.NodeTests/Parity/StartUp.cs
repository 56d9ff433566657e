using System.Text.RegularExpressions;

namespace ZmqNative.NodeTests.Parity;

/// <summary>What can be seen of a publisher that was started, looked at and ended with SIGTERM.</summary>
/// <param name="Started">Whether it ran.</param>
/// <param name="Library">The line with the version of libzmq, or nothing.</param>
/// <param name="ExitCode">After SIGTERM, or of the refusal.</param>
/// <param name="Complaint">What it wrote to stderr, apart from the log.</param>
/// <param name="Rows">The rows of getzmqnotifications.</param>
/// <param name="Sockets">What it listened on.</param>
/// <param name="Log">All lines of the category zmq, in order, but for those of single messages.</param>
internal sealed partial record StartUp(bool Started, string Library, int ExitCode, string[] Complaint, string[] Rows, string[] Sockets, string[] Log)
{
    private const string Progress = "Published ";

    /// <summary>Starts bitcoind and ends it.</summary>
    internal static StartUp OfNode(string[] arguments)
    {
        using RegtestNode node = RegtestNode.Try([], arguments);
        if (!node.IsRunning)
        {
            return new StartUp(Started: false, LibraryIn(node.Log.All), node.ExitCode!.Value, node.Errors.All, [], [], Messages(node.Log.All));
        }
        string[] rows = [.. node.Call("getzmqnotifications").AsArray().Select(row => $"{row!["type"]} {row["address"]} hwm {row["hwm"]}")];
        string[] sockets = [.. ListeningSockets.Of(node.ProcessId).Where(line => !line.Contains($":{node.RpcAddress.Port} ", StringComparison.Ordinal))];
        node.Stop();
        return new StartUp(Started: true, LibraryIn(node.Log.All), node.ExitCode!.Value, node.Errors.All, rows, sockets, Messages(node.Log.All));
    }

    /// <summary>Starts the tool and ends it.</summary>
    internal static StartUp OfTool(string[] arguments)
    {
        using Tool tool = Tool.Start(["publish", "--trace", TestData.Trace("mine-blocks"), "--on-start-failure=continue", "-regtest", "-debug=zmq", .. arguments]);
        string[] rows = [], sockets = [];
        int exitCode;
        bool started = tool.Output.TryWaitFor(line => line.StartsWith("Everything is published", StringComparison.Ordinal));
        if (started)
        {
            rows = [.. tool.Output.All.Where(line => line.StartsWith("pub", StringComparison.Ordinal)).Select(line => line.Split(" bound to ")[0])];
            // The runtime has one of its own, for its debugger.
            sockets = [.. ListeningSockets.Of(tool.ProcessId).Where(line => !line.Contains("dotnet-diagnostic", StringComparison.Ordinal))];
            exitCode = tool.Signal(15);
        }
        else
        {
            exitCode = tool.WaitForExit();
        }
        string[] error = tool.Error.All;
        // bitcoind does not say what an option means that it accepts.
        string[] complaint = [.. error.Where(line => !LogLine().IsMatch(line) && !line.StartsWith(Progress, StringComparison.Ordinal) && !line.StartsWith("Warning: -zmq", StringComparison.Ordinal))];
        return new StartUp(started, LibraryIn(error), exitCode, complaint, rows, sockets, Messages(error));
    }

    private static string[] Messages(string[] lines) =>
    [
        .. from line in lines
           let match = LogLine().Match(line)
           let text = match.Groups[1].Value
           where match.Success && !text.StartsWith("Publish ", StringComparison.Ordinal) && !text.StartsWith("version ", StringComparison.Ordinal)
           select text,
    ];

    private static string LibraryIn(string[] lines) => lines.Select(line => LogLine().Match(line).Groups[1].Value).FirstOrDefault(text => text.StartsWith("version ", StringComparison.Ordinal), string.Empty);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \[zmq\] (.*)$")]
    private static partial Regex LogLine();
}
