using System.Text;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Link;
using ZmqNative.Queries;

namespace ZmqNative.Tests.Queries;

/// <summary>JSON of a peer whose names or texts are none, or null where a text belongs; found by fuzzing.</summary>
[NonParallelizable]
public sealed class ForeignTextTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private CancellationTokenSource _end = null!;
    private ZmqContext _context = null!;

    [SetUp]
    public void Begin() => (_end, _context) = (new(s_deadline), new());

    [TearDown]
    public void End()
    {
        _context?.Dispose();
        _end?.Dispose();
    }

    /// <summary>The exception would end the link's thread, and with it the process.</summary>
    [TestCase("ask", """{"\ud800":1,"id":1}""")]
    [TestCase("ask", """{"a\ud800":1,"v":1,"get":"tip","id":1}""")]
    [TestCase("ask", """{"v":1,"get":"header","hash":"\ud800","id":1}""")]
    [TestCase("answer", """{"\ud800":1,"id":1}""")]
    [TestCase("answer", """{"a\ud800":1,"id":1}""")]
    [TestCase("answer", "{\"\u00ff\":1,\"id\":1}")]
    public async Task A_link_lives_on(string first, string json)
    {
        using NodeLink link = new(new NodeLinkOptions { Bind = Anywhere });
        using ZmqSocket peer = new(_context, ZmqSocketType.Pair) { Linger = 0 };
        peer.Connect(link.Address);
        Send(peer, "\u0001hello"u8.ToArray(), new byte[16], [9, 0, 0, 0]);
        Send(peer, Encoding.ASCII.GetBytes($"\u0001{first}"), Encoding.Latin1.GetBytes(json));
        Send(peer, "\u0001ask"u8.ToArray(), """{"v":1,"get":"tip","id":7}"""u8.ToArray());
        List<ZmqMessage> parts = [];
        do
        {
            Assert.That(await peer.ReceiveAsync(parts, _end.Token), Is.Positive);
        }
        while (!parts[0].Span.SequenceEqual("\u0001answer"u8));
        Assert.That(Encoding.UTF8.GetString(parts[1].Span), Does.Contain("\"id\":7").And.Contains("unknown_request"));
    }

    [TestCase("""{"error":"\ud800"}""")]
    [TestCase("""{"error":"busy","text":"\ud800"}""")]
    [TestCase("""{"\ud800":1}""")]
    [TestCase("""{"a\ud800":1,"hash":"0000000000000000000000000000000000000000000000000000000000000000","height":1}""")]
    [TestCase("""{"hash":"\ud800","height":1}""")]
    [TestCase("""{"hash":{"\ud800":1},"height":1}""")]
    [TestCase("[]")]
    [TestCase("{\"text\":\"\u00ff\"}")]
    public async Task A_query_to_a_server_of_another_kind_fails_as_documented(string answer)
    {
        using ZmqSocket server = Serve(ZmqSocketType.Reply);
        using NodeQueryClient client = new(new NodeQueryClientOptions { Addresses = { server.LastEndpoint } });
        Task asked = client.GetTipAsync(_end.Token);
        await server.ReceiveAsync([], _end.Token);
        Send(server, Encoding.Latin1.GetBytes(answer));
        Assert.That(async () => await asked, Throws.InstanceOf<InvalidDataException>());
    }

    [TestCase("""{"stream":null,"head":1,"oldest":1,"durable":0,"predecessor":null,"notifiers":[]}""")]
    [TestCase("""{"stream":"0123456789abcdef0123456789abcdef","head":1,"oldest":1,"durable":0,"predecessor":null,"notifiers":[{"number":1,"type":null,"topics":[null],"address":"","endpoint":"","place":0,"first":0,"next":0,"current":true}]}""")]
    [TestCase("""{"a\ud800":1,"stream":"0123456789abcdef0123456789abcdef","head":1,"oldest":1,"durable":0,"predecessor":null,"notifiers":[]}""")]
    [TestCase("""{"stream":"\ud800","head":1,"oldest":1,"durable":0,"predecessor":null,"notifiers":[]}""")]
    [TestCase("""{"stream":"0123456789abcdef0123456789abcdef","head":1,"oldest":1,"durable":0,"predecessor":{"\ud800":1},"notifiers":[]}""")]
    [TestCase("""{"error":"\ud800","text":""}""")]
    [TestCase("""{"error":"busy","text":"\ud800"}""")]
    public async Task A_history_of_another_kind_fails_as_documented(string answer)
    {
        using ZmqSocket server = Serve(ZmqSocketType.Router);
        using HistoryClient client = new(server.LastEndpoint);
        Task<HistoryInfo> asked = client.GetInfoAsync(_end.Token);
        List<ZmqMessage> parts = [];
        await server.ReceiveAsync(parts, _end.Token);
        Send(server, parts[0].ToArray(), Encoding.UTF8.GetBytes(answer));
        Assert.That(async () => await asked, Throws.InstanceOf<InvalidDataException>());
    }

    /// <summary>A longer one would be cut, and be another topic.</summary>
    [TestCase(0, 'a')]
    [TestCase(256, 'a')]
    [TestCase(4, '\u00ff')]
    public async Task A_history_whose_topic_is_none_fails_as_documented(int length, char character)
    {
        const string Info = """{"stream":"0123456789abcdef0123456789abcdef","head":1,"oldest":1,"durable":0,"predecessor":null,"notifiers":[]}""";
        using ZmqSocket server = Serve(ZmqSocketType.Router);
        using HistoryClient client = new(server.LastEndpoint);
        Task<HistoryInfo> asked = client.GetInfoAsync(_end.Token);
        List<ZmqMessage> parts = [];
        await server.ReceiveAsync(parts, _end.Token);
        Send(server, parts[0].ToArray(), Encoding.UTF8.GetBytes(Info), Encoding.Latin1.GetBytes(new string(character, length)), [], new byte[4]);
        Assert.That(async () => await asked, Throws.InstanceOf<InvalidDataException>());
    }

    private ZmqSocket Serve(ZmqSocketType type)
    {
        ZmqSocket server = new(_context, type) { Linger = 0 };
        server.Bind(Anywhere);
        return server;
    }

    private static void Send(ZmqSocket socket, params byte[][] parts)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            Assert.That(socket.Send(parts[i], more: i < parts.Length - 1));
        }
    }
}
