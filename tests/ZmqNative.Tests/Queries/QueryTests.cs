using System.Text;
using System.Text.Json;
using CsCheck;
using ZmqNative.Bitcoin;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Queries;
using ZmqNative.Tests.Link;
using ZmqNative.Tests.Security;

namespace ZmqNative.Tests.Queries;

/// <summary>Queries to real servers over real sockets, by our client and by others.</summary>
[NonParallelizable]
public sealed class QueryTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    // What the documentation promises: a query and its answer, by REQ and by DEALER.
    private const string PythonClient = """
        import json, sys, zmq
        for kind, empty in ((zmq.REQ, []), (zmq.DEALER, []), (zmq.DEALER, [b''])):
            socket = zmq.Context.instance().socket(kind)
            socket.connect(sys.argv[1])
            def ask(**request):
                socket.send_multipart([*empty, json.dumps({'v': 1, **request}).encode()])
                header, *parts = socket.recv_multipart()[len(empty):]
                return json.loads(header), parts
            tip, _ = ask(get='tip', id=7)
            header, parts = ask(get='header', height=2)
            block, parts2 = ask(get='block', hash=header['hash'])
            status, _ = ask(get='transaction', txid='a' * 64)
            refused, _ = ask(get='block', hash='a')
            print(tip['height'], tip['id'], header['known'], parts[0].hex(), parts2[0].startswith(parts[0]), status, refused['error'])
        """;

    private const string JavaScriptClient = """
        const zmq = require('zeromq');
        (async () => {
            for (const kind of [zmq.Request, zmq.Dealer]) {
                const socket = new kind({linger: 0});
                socket.connect(process.argv[1]);
                const ask = async request => {
                    await socket.send(JSON.stringify({v: 1, ...request}));
                    const [header, ...parts] = await socket.receive();
                    return [JSON.parse(header), parts];
                };
                const [tip] = await ask({get: 'tip'});
                const [header, parts] = await ask({get: 'header', height: 2});
                const [status] = await ask({get: 'transaction', txid: 'a'.repeat(64)});
                console.log(tip.height, header.known, parts[0].toString('hex'), status.state, status.sequence);
                socket.close();
            }
        })();
        """;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly List<IDisposable> _open = [];
    private CancellationTokenSource _end = null!;
    private ZmqContext _context = null!;

    [SetUp]
    public void Begin() => (_end, _context) = (new(s_deadline), new());

    [TearDown]
    public void End()
    {
        Enumerable.Reverse(_open).ToList().ForEach(one => one.Dispose());
        _open.Clear();
        _context?.Dispose();
        _end?.Dispose();
    }

    [Test]
    public async Task Everything_is_answered() => await TestNode.CheckAsync(Client(s_deadline, Serve()), _end.Token);

    /// <summary>One that nobody listens at, one that never answers, one that keeps history only, then one that answers.</summary>
    [Test]
    public async Task Servers_are_asked_in_turn_until_one_answers()
    {
        using ZmqSocket silent = new(_context, ZmqSocketType.Router);
        silent.Bind(Anywhere);
        using HistoryServer history = new(new HistoryOptions { Address = Anywhere });
        history.Start();
        using ZmqSocket nobody = new(_context, ZmqSocketType.Router);
        nobody.Bind(Anywhere);
        string gone = nobody.LastEndpoint;
        nobody.Dispose();
        NodeQueryClient client = Client(TimeSpan.FromMilliseconds(300), gone, silent.LastEndpoint, history.Endpoint!, Serve());
        await TestNode.CheckAsync(client, _end.Token);
    }

    [Test]
    public async Task A_server_that_was_started_again_is_asked_again()
    {
        TestNode node = new() { Gate = new TaskCompletionSource().Task };
        HistoryServer first = Start(Anywhere, node);
        string address = first.Endpoint!;
        NodeQueryClient client = Client(TimeSpan.FromSeconds(1), address);
        Task<BlockIndex> asked = client.GetTipAsync(_end.Token);
        first.Dispose();
        _ = Start(address, new TestNode());
        Assert.That((await asked).Height, Is.EqualTo(TestNode.Height));
    }

    [Test]
    public void No_answer_names_the_reason()
    {
        using ZmqSocket silent = new(_context, ZmqSocketType.Router);
        silent.Bind(Anywhere);
        NodeQueryClient client = Client(TimeSpan.FromMilliseconds(20), silent.LastEndpoint);
        Assert.That(
            async () => await client.GetTipAsync(),
            Throws.TypeOf<TimeoutException>().With.Message.EqualTo(
                $"No server has answered 'tip' in 3 attempts each; the last, {silent.LastEndpoint}: no answer within 0.02 s."));
        Assert.That(
            async () => await Client(s_deadline, Serve()).GetTransactionStatusAsync(default),
            Throws.TypeOf<TimeoutException>().With.Message.EndsWith(": The disk is on fire."));
    }

    [TestCase("""{"v":1,"get":"block"}""", "malformed", "The member hash has 64 hexadecimal digits.")]
    [TestCase("""{"v":1,"get":"block","hash":7}""", "malformed", "The member hash has 64 hexadecimal digits.")]
    [TestCase("""{"v":1,"get":"block","height":-1}""", "malformed", "The member height is a whole number from 0 to 2147483647.")]
    [TestCase("""{"v":1,"get":"header","height":1.5}""", "malformed", "The member height is a whole number from 0 to 2147483647.")]
    [TestCase("""{"v":1,"get":"header","height":1,"hash":"a"}""", "malformed", "A block is asked for by hash or by height, not by both.")]
    [TestCase("""{"v":1,"get":"transaction","txid":"zz"}""", "malformed", "The member txid has 64 hexadecimal digits.")]
    [TestCase("""{"v":1,"get":"transaction","txid":"0000000000000000000000000000000000000000000000000000000000000000"}""", "failed", "The disk is on fire.")]
    public void What_cannot_be_answered_has_one_reply(string request, string error, string text)
    {
        using JsonDocument reply = JsonDocument.Parse(Ask(Serve(), request)[0]);
        Assert.That((reply.RootElement.GetProperty("error").GetString(), reply.RootElement.GetProperty("text").GetString()), Is.EqualTo((error, text)));
    }

    /// <summary>While answers are late, history goes on, and what is too much is refused.</summary>
    [Test]
    public void Late_answers_hold_up_nobody_and_are_limited()
    {
        TaskCompletionSource gate = new();
        string address = Start(Anywhere, new TestNode { Gate = gate.Task }).Endpoint!;
        using ZmqSocket dealer = Connect(ZmqSocketType.Dealer, address);
        for (int i = 0; i < 9; i++)
        {
            dealer.Send(Encoding.UTF8.GetBytes($$"""{"v":1,"get":"tip","id":{{i}}}"""));
        }
        Assert.That(Encoding.UTF8.GetString(Receive(dealer)[0]), Does.Contain("\"id\":8").And.Contain("\"busy\""));
        Assert.That(Encoding.UTF8.GetString(Ask(address, """{"v":1,"get":"info"}""")[0]), Does.Contain("\"stream\""));
        gate.SetResult();
        HashSet<int> answered = [];
        while (answered.Count < 8)
        {
            using JsonDocument reply = JsonDocument.Parse(Receive(dealer)[0]);
            Assert.That(reply.RootElement.GetProperty("height").GetInt32(), Is.EqualTo(TestNode.Height));
            answered.Add(reply.RootElement.GetProperty("id").GetInt32());
        }
    }

    /// <summary>Each answer may be a block of 4 MB.</summary>
    [Test]
    public void A_client_that_does_not_read_its_answers_is_refused_more()
    {
        const int length = 4_000_000;
        string address = Start(Anywhere, new TestNode { Padding = length }).Endpoint!;
        using ZmqSocket dealer = new(_context, ZmqSocketType.Dealer) { Linger = 0, ReceiveHighWatermark = 1 };
        dealer.Connect(address);
        const int queries = 24;
        for (int i = 0; i < queries; i++)
        {
            dealer.Send("""{"v":1,"get":"block","height":1}"""u8);
            for (int round = 0; round < 2; round++)
            {
                // Who is answered meanwhile shows that the server has taken the query.
                _ = Ask(address, """{"v":1,"get":"block","height":1}""");
            }
        }
        int blocks = 0;
        while (Receive(dealer) is [_, var block])
        {
            Assert.That(block, Has.Length.GreaterThan(length));
            blocks++;
        }
        // Beside those 8 there may be what the system holds for a connection.
        Assert.That(blocks, Is.InRange(8, 16));
    }

    [Test]
    public async Task Malformed_queries_disturb_nobody()
    {
        string address = Serve();
        using ZmqSocket dealer = Connect(ZmqSocketType.Dealer, address);
        string[] words = ["tip", "header", "block", "transaction", "hash", "height", "txid", "id", "get", "v"];
        Gen<string> word = Gen.Int[0, words.Length - 1].Select(i => words[i]);
        Gen<string> member = Gen.Select(word, Gen.Int[-2, 2], word, Gen.Bool, (name, number, text, isText) => isText ? $"\"{name}\":\"{text}\"" : $"\"{name}\":{number}");
        member.Array[0, 4].Sample(
            members =>
            {
                dealer.Send(Encoding.UTF8.GetBytes($"{{\"v\":1,{string.Join(',', members)}}}"));
                _ = Receive(dealer);
            },
            iter: 300, threads: 1);
        await TestNode.CheckAsync(Client(s_deadline, address), _end.Token);
    }

    [Test]
    [Platform("Linux")]
    public void Clients_in_Python_ask_by_REQ_and_by_DEALER()
    {
        Peer.RequirePyzmq();
        string header = Convert.ToHexStringLower(Recordings.Regtest.Chain[2][..BlockHeader.Length]);
        string line = $"{TestNode.Height} 7 True {header} True {{'v': 1, 'state': 'mempool', 'sequence': 7}} malformed\n";
        Assert.That(Peer.RunPython(PythonClient, Serve()), Is.EqualTo(line + line + line));
    }

    [Test]
    [Platform("Linux")]
    public void Clients_in_JavaScript_ask_by_REQ_and_by_DEALER()
    {
        string modules = ZeromqJs.Install();
        string header = Convert.ToHexStringLower(Recordings.Regtest.Chain[2][..BlockHeader.Length]);
        string line = $"{TestNode.Height} true {header} mempool 7\n";
        Assert.That(Peer.Run("env", [$"NODE_PATH={modules}", "node", "-e", JavaScriptClient, Serve()]), Is.EqualTo(line + line));
    }

    [Test]
    public void Options_are_checked()
    {
        Assert.That(() => new NodeQueryClient(new()), Throws.ArgumentException.With.Message.Contains("at least one"));
        Assert.That(() => new NodeQueryClient(new() { Addresses = { "tcp://127.0.0.1:1" }, Attempts = 0 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("Attempts"));
        Assert.That(() => new NodeQueryClient(new() { Addresses = { "tcp://127.0.0.1:1" }, CurveCertificate = "x" }), Throws.ArgumentException);
    }

    private string Serve() => Start(Anywhere, new TestNode()).Endpoint!;

    private HistoryServer Start(string address, INodeQueries queries)
    {
        HistoryServer server = new(new HistoryOptions { Address = address });
        _open.Add(server);
        server.AddQueries(queries);
        server.Start();
        return server;
    }

    private NodeQueryClient Client(TimeSpan timeout, params string[] addresses)
    {
        NodeQueryClientOptions options = new() { Timeout = timeout };
        foreach (string address in addresses)
        {
            options.Addresses.Add(address);
        }
        NodeQueryClient client = new(options);
        _open.Add(client);
        return client;
    }

    private ZmqSocket Connect(ZmqSocketType type, string address)
    {
        ZmqSocket socket = new(_context, type) { Linger = 0 };
        socket.Connect(address);
        return socket;
    }

    private byte[][] Ask(string address, string request)
    {
        using ZmqSocket socket = Connect(ZmqSocketType.Request, address);
        socket.Send(Encoding.UTF8.GetBytes(request));
        return Receive(socket);
    }

    private static byte[][] Receive(ZmqSocket socket)
    {
        List<ZmqMessage> parts = [];
        Assert.That(socket.Receive(parts, s_deadline), Is.Positive);
        byte[][] bytes = [.. parts.Select(part => part.ToArray())];
        parts.ForEach(part => part.Dispose());
        return bytes;
    }
}
