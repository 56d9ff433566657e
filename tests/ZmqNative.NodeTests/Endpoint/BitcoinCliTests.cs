using System.Net;
using System.Net.Sockets;
using ZmqNative.Cli;
using ZmqNative.Publishing;

namespace ZmqNative.NodeTests.Endpoint;

/// <summary>The real bitcoin-cli, with each kind of login there is.</summary>
public sealed class BitcoinCliTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    private const string Rows = """
        [
          {
            "type": "pubhashblock",
            "address": "tcp://127.0.0.1:*",
            "hwm": 7
          }
        ]

        """;

    private static readonly string[] s_publish = ["publish", "--rpcport", "0", "--trace", TestData.Trace("mine-blocks"), $"-zmqpubhashblock={Anywhere}", "-zmqpubhashblockhwm=7"];

    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-").FullName;

    [OneTimeTearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void With_the_tools_cookie_it_says_what_it_says_of_bitcoind()
    {
        string cookie = Path.Combine(_folder, "cookie");
        using Tool tool = Tool.Start([.. s_publish, "--rpccookiefile", cookie]);
        int port = RpcTool.PortOf(tool);
        using RegtestNode node = RegtestNode.Start();
        (int ExitCode, string Output, string Error) OfTool(params string[] command) => BitcoinCli.Run(_folder, [$"-rpcport={port}", $"-rpccookiefile={cookie}", .. command]);
        (int ExitCode, string Output, string Error) OfNode(params string[] command) => BitcoinCli.Run(_folder, [$"-rpcport={node.RpcAddress.Port}", $"-rpccookiefile={node.CookieFile}", .. command]);

        Assert.That(OfTool("getzmqnotifications"), Is.EqualTo((0, Rows, "")));
        Assert.That(OfTool("-rpcwallet=any", "-named", "getzmqnotifications"), Is.EqualTo((0, Rows, "")));
        Assert.That(OfTool("help"), Is.EqualTo((0, "== Control ==\nhelp ( \"command\" )\n\n== Zmq ==\ngethistoryinfo\ngetzmqnotifications\n", "")));
        foreach (string[] command in (string[][])[["help", "getzmqnotifications"], ["help", "help"], ["-named", "help", "command=nope"], ["getzmqnotifications", "1"], ["-named", "getzmqnotifications", "a=1"], ["nope"]])
        {
            Assert.That(OfTool(command), Is.EqualTo(OfNode(command)), string.Join(' ', command));
        }
        Assert.That(tool.Signal(15), Is.Zero);
        Assert.That(File.Exists(cookie), Is.False);
    }

    [Test]
    public void By_the_address_of_version_6_whose_header_Host_has_no_brackets()
    {
        string cookie = Path.Combine(_folder, "cookie6");
        if (!HasIPv6())
        {
            // The header itself is in SameAnswersTests.
            return;
        }
        int port = Port.Free();
        using Tool tool = Tool.Start(["publish", "--rpcport", $"{port}", "--rpccookiefile", cookie, .. s_publish[3..]]);
        _ = RpcTool.PortOf(tool);
        Assert.That(BitcoinCli.Run(_folder, "-rpcconnect=::1", $"-rpcport={port}", $"-rpccookiefile={cookie}", "getzmqnotifications"), Is.EqualTo((0, Rows, "")));
    }

    [Test]
    public void With_a_user_and_a_password()
    {
        using Tool tool = Tool.StartBy(["env", "ZMQNATIVE_RPC_PASSWORD=p:\u00e4 ss"], [.. s_publish, "--rpcuser", "alice"]);
        int port = RpcTool.PortOf(tool);
        (int ExitCode, string Output, string Error) Call(string user, string password) =>
            BitcoinCli.Run(_folder, $"-rpcport={port}", $"-rpcuser={user}", $"-rpcpassword={password}", "getzmqnotifications");

        Assert.That(Call("alice", "p:\u00e4 ss"), Is.EqualTo((0, Rows, "")));
        Assert.That((Call("alice", "p").ExitCode, Call("bob", "p:\u00e4 ss").ExitCode, Call("__cookie__", "p").ExitCode), Is.EqualTo((1, 1, 1)));
        Assert.That(tool.Output.All, Has.None.Contains("cookie"));
    }

    [Test]
    public async Task With_the_nodes_cookie_also_after_the_node_made_a_new_one()
    {
        using RegtestNode node = RegtestNode.Start();
        using NotificationInterface notifications = new(new ZmqNotificationOptions { PubHashBlock = [Anywhere], PubHashBlockHighWatermark = 7 }, new NotifierFactories());
        using RpcCookie own = new();
        await using RpcServer server = new(notifications, feed: null, port: 0, new RpcLogin(own.Login, NodeLogin.Cookie(node.CookieFile)), new RpcHosts([]));
        notifications.Initialize();
        await server.StartAsync(CancellationToken.None);
        string ownFile = Path.Combine(_folder, "own"), oldFile = Path.Combine(_folder, "old");
        own.Write(ownFile);
        File.Copy(node.CookieFile, oldFile);
        int Call(string cookieFile) => BitcoinCli.Run(_folder, $"-rpcport={server.Port}", $"-rpccookiefile={cookieFile}", "getzmqnotifications").ExitCode;

        Assert.That((Call(node.CookieFile), Call(oldFile), Call(ownFile)), Is.EqualTo((0, 0, 0)));
        node.Stop();
        Assert.That((Call(oldFile), Call(ownFile)), Is.EqualTo((1, 0)), "a node that is down has no cookie");
        node.Restart();
        Assert.That((Call(node.CookieFile), Call(oldFile), Call(ownFile)), Is.EqualTo((0, 1, 0)));
    }

    // A system may support it and have no such loopback, as in a container.
    private static bool HasIPv6()
    {
        try
        {
            using TcpListener listener = new(IPAddress.IPv6Loopback, 0);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
