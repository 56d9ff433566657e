using System.Diagnostics;

namespace ZmqNative.NodeTests;

/// <summary>The tool on a machine of its own (a network namespace), with a cable to the node's that is pulled and plugged in again.</summary>
[Category("Long")]
public sealed class NetworkTests
{
    // RFC 5737: for documentation, so nobody's.
    private const string NodeSide = "198.51.100.1", ToolSide = "198.51.100.2";

    private readonly string _name = $"zmqnative{Environment.ProcessId}";

    [SetUp]
    public void LayTheCable()
    {
        Prerequisite.Require(TryIp("netns", "add", _name), "netns", "another network namespace takes root and iproute2");
        Ip("link", "add", $"zn{Environment.ProcessId}", "type", "veth", "peer", "name", "eth0", "netns", _name);
        Ip("addr", "add", $"{NodeSide}/24", "dev", $"zn{Environment.ProcessId}");
        Ip("link", "set", $"zn{Environment.ProcessId}", "up");
        Ip("-n", _name, "addr", "add", $"{ToolSide}/24", "dev", "eth0");
        Ip("-n", _name, "link", "set", "eth0", "up");
        Ip("-n", _name, "link", "set", "lo", "up");
    }

    [TearDown]
    public void TakeItAway() => TryIp("netns", "delete", _name);

    [Test]
    public void A_cable_that_is_pulled_is_noticed_and_what_came_meanwhile_is_caught_up_with()
    {
        string port = Port.FreeAddress().Split(':')[^1];
        using RegtestNode node = RegtestNode.Start($"-zmqpubhashblock=tcp://{NodeSide}:{port}", $"-zmqpubsequence=tcp://{NodeSide}:{port}", $"-rpcbind={NodeSide}", $"-rpcallowip={ToolSide}", "-rpcbind=127.0.0.1");
        string start = $"{node.Generate(1)[0]}";
        using Tool tool = Tool.StartBy(["ip", "netns", "exec", _name], "subscribe", "--json", "--follow-blocks", "--from-block", start, "--mempool",
            "--node", $"http://{NodeSide}:{node.RpcAddress.Port}", "--node-cookie", node.CookieFile);
        tool.Output.WaitFor(line => line.StartsWith("{\"event\":\"live\"", StringComparison.Ordinal));
        string WaitForBlock() => tool.Output.WaitFor(line => line == $$"""{"event":"block-connected","height":{{node.Height}},"hash":"{{node.Tip}}"}""");
        node.Generate(1);
        WaitForBlock();

        Ip("-n", _name, "link", "set", "eth0", "down");
        node.Generate(3);
        tool.Output.WaitFor(line => line.StartsWith("{\"event\":\"disconnected\"", StringComparison.Ordinal));
        Ip("-n", _name, "link", "set", "eth0", "up");
        WaitForBlock();
        node.Generate(1);
        WaitForBlock();
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
        Assert.That(tool.Output.All, Has.None.Contains("\"gap\""));
    }

    private static void Ip(params string[] arguments) => Assert.That(TryIp(arguments), $"ip {string.Join(' ', arguments)}");

    private static bool TryIp(params string[] arguments)
    {
        try
        {
            using Process ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            ip.WaitForExit();
            return ip.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
