using System.Text.RegularExpressions;
using ZmqNative.Tests.Rules;
using ZmqNative.Tests.Security;

namespace ZmqNative.Tests.History;

/// <summary>The program of docs/history-protocol.md, as it stands there.</summary>
public sealed partial class PythonTests
{
    [Test]
    public void The_ten_lines_of_the_documentation_read_everything()
    {
        Prerequisite.Require(Peer.Runs(Peer.Python, "-c", "import zmq"), "pyzmq", "python3-zmq is not installed");
        string page = File.ReadAllText(Path.Combine(ProjectRulesTests.Repository, "docs", "history-protocol.md"));
        using HistoryFeed feed = new();
        feed.Append(2345);
        string[] lines = Peer.RunPython(Program().Match(page).Groups[1].Value, feed.Server.Endpoint!).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Is.EqualTo(Enumerable.Range(0, 2345).Select(number =>
            $"{number + 1} hashtx {number} {Convert.ToHexStringLower(HistoryFeed.Body((uint)number))}")));
    }

    [GeneratedRegex("```python\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();
}
