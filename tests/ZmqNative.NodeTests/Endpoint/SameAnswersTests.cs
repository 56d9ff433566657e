using System.Text;

namespace ZmqNative.NodeTests.Endpoint;

/// <summary>The same requests to a real bitcoind and to <c>zmqnative publish --rpcport</c>, with the same -zmqpub options: the same answers.</summary>
public sealed class SameAnswersTests
{
    private const string Call = """{"id":1,"method":"getzmqnotifications"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-").FullName;
    // The limit of a body (Core: MAX_SIZE).
    private const int Longest = 0x200_0000;

    private static readonly string?[] s_hosts = [null, "", "::1", "[::1]", "LOCALHOST:1", "127.0.0.1"];

    private readonly Dictionary<string, Exchange> _bitcoinds = [];
    private readonly Dictionary<string, Exchange> _byHost = [];
    private Exchange _longest = null!;
    private string _tooLong = null!;
    private string _cookie = null!;
    private int _port;
    private Tool? _tool;

    private static IEnumerable<string> Bodies() =>
    [
        // Versions and ids.
        Call,
        """{"method":"getzmqnotifications"}""",
        """{"id":"x","method":"getzmqnotifications","params":[]}""",
        """{"id":null,"method":"getzmqnotifications","params":{}}""",
        """{"jsonrpc":"1.0","id":1,"method":"getzmqnotifications","params":null}""",
        """{"jsonrpc":"2.0","id":1,"method":"getzmqnotifications"}""",
        """{"jsonrpc":"2.0","id":null,"method":"getzmqnotifications"}""",
        """{"jsonrpc":"2.0","method":"getzmqnotifications"}""",
        """{"jsonrpc":"2.0","method":"nope"}""",
        """{"jsonrpc":"2.0","id":1,"method":"nope"}""",
        """{"id":1,"method":"nope"}""",
        """{"id":1,"method":"GetZmqNotifications"}""",
        """{"id":{"b":[1,2.50,true,null,{}],"a":"\u00e9\/\n"},"method":"nope"}""",
        """{"id":1.50e+05,"method":"nope"}""",
        """{"id":"\u0001\u007f<>&'\b\f\r\t\"\\\uD83D\uDE00\u2028","method":"nope"}""",
        Latin1("""{"id":"é😀","method":"nope"}"""),
        """{"id":1,"id":2,"method":"getzmqnotifications","method":"nope"}""",
        "  {\"id\":1,\"method\":\"nope\"}\n\n",

        // What is no call.
        "{}",
        """{"id":1}""",
        """{"id":1,"method":null}""",
        """{"id":1,"method":1}""",
        """{"jsonrpc":"2.0","id":1,"method":1}""",
        """{"jsonrpc":"2.0","method":1}""",
        """{"id":1,"method":"getzmqnotifications","params":"x"}""",
        """{"jsonrpc":"2.0","id":1,"method":"nope","params":1}""",
        "1",
        "null",
        "\"x\"",
        "",
        "{",
        "{} x",
        "{}\0",
        "{'id':1}",
        """{"id":1,"method":"getzmqnotifications",}""",
        """{"id":01,"method":"getzmqnotifications"}""",
        """{"id":"\ud800","method":"nope"}""",
        """{"id":1,"method":"\udc00"}""",
        """{"id":1,"jsonrpc":"\ud800","method":"nope"}""",
        """{"id":1,"\ud800":2,"method":"nope"}""",
        """{"id":1,"jsonrpc":"2.0","method":"nope","params":["\ud800"]}""",
        """{"id":1,"jsonrpc":"2.0","method":"getzmqnotifications","params":{"\ud800":1}}""",
        """{"id":1,"jsonrpc":"2.0","method":"help","params":{"command":"x\udfffx"}}""",
        """{"id":{"\ud800":"\udc00\ud800"},"method":"nope"}""",
        """[{"id":1,"method":"nope"},{"id":2,"method":"\ud83d"}]""",
        """{"id":"\ud83d\u0041","method":"nope"}""",
        """{"id":"\ude00\ud83d","method":"nope"}""",
        "{\"id\":\"\xff\",\"method\":\"nope\"}",
        "{\"id\":\"a\tb\",\"method\":\"nope\"}",
        "// x\n" + Call,
        Latin1("\ufeff" + Call),
        new string('[', 600) + new string(']', 600),

        // Arguments.
        """{"id":1,"method":"getzmqnotifications","params":[1]}""",
        """{"jsonrpc":"2.0","id":1,"method":"getzmqnotifications","params":[null]}""",
        """{"id":1,"method":"getzmqnotifications","params":{"a":1}}""",
        """{"id":1,"method":"getzmqnotifications","params":{"a":1,"a":2}}""",
        """{"id":1,"method":"getzmqnotifications","params":{"args":[]}}""",
        """{"id":1,"method":"getzmqnotifications","params":{"args":[1]}}""",
        """{"id":1,"method":"getzmqnotifications","params":{"args":1}}""",
        """{"id":1,"method":"help","params":["getzmqnotifications"]}""",
        """{"id":1,"method":"help","params":["help"]}""",
        """{"id":1,"method":"help","params":["nope"]}""",
        """{"id":1,"method":"help","params":["getzmqnotifications "]}""",
        """{"id":1,"method":"help","params":{"command":"getzmqnotifications"}}""",
        """{"id":1,"method":"help","params":{"args":["getzmqnotifications"]}}""",
        """{"id":1,"method":"help","params":{"args":["a"],"command":"b"}}""",
        """{"id":1,"method":"help","params":{"args":[],"command":"nope"}}""",
        """{"id":1,"method":"help","params":{"commandx":"a"}}""",
        """{"id":1,"method":"help","params":["a","b"]}""",
        """{"id":1,"method":"help","params":[null]}""",
        """{"id":1,"method":"help","params":[1]}""",
        """{"jsonrpc":"2.0","id":1,"method":"help","params":[true]}""",
        """{"id":1,"method":"help","params":[[]]}""",
        """{"id":1,"method":"help","params":[{}]}""",

        // Batches.
        "[]",
        "[1]",
        "[[]]",
        """[{"id":1,"method":"getzmqnotifications"},{"id":2,"method":"nope"},1,{}]""",
        """[{"jsonrpc":"2.0","method":"getzmqnotifications"}]""",
        """[{"jsonrpc":"2.0","method":1},2]""",
        """[{"jsonrpc":"2.0","method":"nope"},{"jsonrpc":"2.0","id":7,"method":"getzmqnotifications"},{"method":"help","params":["nope"]}]""",
        """[5,{"jsonrpc":"2.0","id":3,"method":"nope"},6,{"id":4,"method":"nope","params":1},7]""",
    ];

    private static IEnumerable<TestCaseData> Requests()
    {
        int number = 0;
        // Named by number: a name is no place for every character there is.
        TestCaseData Case(string method, string target, string? authorization, string? body) =>
            new TestCaseData($"{number}", method, target, authorization, body).SetName($"The_answer_is_bitcoinds_{number++}");

        foreach (string body in Bodies())
        {
            yield return Case("POST", "/", "COOKIE", body);
        }
        foreach (string? authorization in (string?[])[null, "", "Basic ", "Basic x", "Basic ====", "Bearer x", "basic COOKIE64", "BasicCOOKIE64", "Basic  COOKIE64 ", Exchange.Basic("a:b"), Exchange.Basic("ab"), Exchange.Basic(":")])
        {
            yield return Case("POST", "/", authorization, Call);
        }
        foreach (string target in (string[])["/wallet/", "/wallet/x", "/wallet/a%20b", "/wallet", "/x", "//", "/?a=1", "/healthz", "/metrics"])
        {
            yield return Case("POST", target, "COOKIE", Call);
            yield return Case("POST", target, null, Call);
        }
        foreach ((string method, string target) in ((string, string)[])[("GET", "/"), ("PUT", "/"), ("DELETE", "/"), ("GET", "/x"), ("PUT", "/x"), ("DELETE", "/x"), ("GET", "/wallet/x")])
        {
            yield return Case(method, target, "COOKIE", null);
            yield return Case(method, target, null, null);
        }
    }

    [OneTimeSetUp]
    public void AskBitcoindAndStartTheTool()
    {
        string[] options =
        [
            $"-zmqpubhashblock={Port.FreeAddress()}", $"-zmqpubrawtx={Port.FreeAddress()}", "-zmqpubrawtxhwm=5",
            $"-zmqpubhashtx={Port.FreeAddress()}", "-zmqpubhashtxhwm=-3", $"-zmqpubsequence=unix:{Path.Combine(_folder, "a \"b\\é")}", "-zmqpubsequencehwm=0",
        ];
        using (RegtestNode node = RegtestNode.Start(options))
        {
            string cookie = File.ReadAllText(node.CookieFile);
            foreach (TestCaseData request in Requests())
            {
                object?[] arguments = request.Arguments;
                _bitcoinds.Add((string)arguments[0]!, Ask(node.RpcAddress.Port, cookie, (string)arguments[1]!, (string)arguments[2]!, (string?)arguments[3], (string?)arguments[4]));
            }
            foreach (string? host in s_hosts)
            {
                _byHost.Add(host ?? "none", Exchange.With(node.RpcAddress.Port, "POST", "/", Exchange.Basic(cookie), Call, host));
            }
            _longest = Ask(node.RpcAddress.Port, cookie, "POST", "/", "COOKIE", Call.PadRight(Longest));
            _tooLong = Exchange.StatusOf(node.RpcAddress.Port, Exchange.Basic(cookie), Longest + 1);
        }
        string file = Path.Combine(_folder, "cookie");
        _tool = Tool.Start(["publish", "--trace", TestData.Trace("mine-blocks"), "--rpcport", "0", "--rpccookiefile", file, .. options]);
        _port = RpcTool.PortOf(_tool);
        _cookie = File.ReadAllText(file);
    }

    [OneTimeTearDown]
    public void EndTheTool()
    {
        _tool?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCaseSource(nameof(Requests))]
    public void The_answer_is_bitcoinds(string number, string method, string target, string? authorization, string? body) =>
        Assert.That(Ask(_port, _cookie, method, target, authorization, body), Is.EqualTo(_bitcoinds[number]), $"{method} {target}, authorization '{authorization}': {body}");

    [TestCaseSource(nameof(s_hosts))]
    public void The_header_Host_may_be_any_name_of_this_machine_or_missing_as_in_bitcoind(string? host) =>
        Assert.That(Exchange.With(_port, "POST", "/", Exchange.Basic(_cookie), Call, host), Is.EqualTo(_byHost[host ?? "none"]));

    [Test]
    public void A_body_may_be_as_long_as_in_bitcoind()
    {
        Assert.That(Ask(_port, _cookie, "POST", "/", "COOKIE", Call.PadRight(Longest)), Is.EqualTo(_longest));
        Assert.That(_longest.Status, Is.EqualTo("HTTP/1.1 200 OK"));
        // The words after the number are each HTTP server's own.
        Assert.That(_tooLong, Does.StartWith("HTTP/1.1 413 "));
        Assert.That(Exchange.StatusOf(_port, Exchange.Basic(_cookie), Longest + 1), Does.StartWith("HTTP/1.1 413 "));
    }

    private static Exchange Ask(int port, string cookie, string method, string target, string? authorization, string? body) =>
        Exchange.With(port, method, target, authorization is "COOKIE" ? Exchange.Basic(cookie) : authorization?.Replace("COOKIE64", Exchange.Basic(cookie)[6..], StringComparison.Ordinal), body);

    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
