using System.Text;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Link;
using ZmqNative.Queries;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Diagnostics;
using ZmqNative.Tests.History;
using ZmqNative.Tests.Link;
using ZmqNative.Tests.Publishing;
using ZmqNative.Work;

namespace ZmqNative.Tests.Security;

/// <summary>What exceeds a limit of a socket that Core does not have is refused or dropped, counted, and logged once.</summary>
[NonParallelizable]
public sealed class LimitTests
{
    private const string Tcp = "tcp://127.0.0.1:*";

    private LogLines _log = null!;
    private Meters _meters = null!;
    private ZmqContext _context = null!;

    [SetUp]
    public void Begin() => (_log, _meters, _context) = (new LogLines(), new Meters(), new ZmqContext());

    [TearDown]
    public void End()
    {
        _context?.Dispose();
        _meters?.Dispose();
        _log?.Dispose();
    }

    /// <summary>It reads nothing, so that most of its replies are dropped, which must not make a new client of it.</summary>
    [Test]
    public void A_history_refuses_a_client_that_asks_too_fast()
    {
        using HistoryFeed feed = new(log: _log);
        // As many replies as libzmq keeps for it have less than 1 MiB, which is a limit of its own.
        feed.Server.Append(feed.Place, "hashtx", 0, new byte[20_000]);
        using ZmqSocket socket = Connect(ZmqSocketType.Dealer, feed.Server.Endpoint!, receiveMark: 1);
        AssertLimited("history", HistoryFeed.Anywhere, "2000 requests a second", () => Send(socket, "{\"v\":1,\"get\":\"newest\"}"));
        Assert.That(_meters[$"zmqnative.history.dropped{{address={HistoryFeed.Anywhere}}}"], Is.Positive, "what it does not read is bounded");
    }

    [Test]
    public void A_broker_drops_workers_that_come_too_fast()
    {
        using WorkBroker broker = new(new() { MaxWorkers = 3 }, _log);
        using ZmqSocket socket = Connect(ZmqSocketType.Dealer, broker.Address);
        AssertLimited("work", Tcp, "3 workers that announce themselves in a second", () => Send(socket, "READY", "1", "x"));
    }

    [Test]
    public void A_link_refuses_queries_that_come_too_fast()
    {
        using NodeLink link = new(new() { Bind = Tcp, Queries = new TestNode(), MaxQueriesPerSecond = 3 }, _log);
        using ZmqSocket socket = Greet(link);
        AssertLimited("link", Tcp, "3 queries a second", () => Send(socket, "\u0001ask", "{\"v\":1,\"get\":\"tip\",\"id\":1}"));
    }

    [Test]
    public void A_link_has_few_queries_under_way()
    {
        TaskCompletionSource gate = new();
        using NodeLink link = new(new() { Bind = Tcp, Queries = new TestNode { Gate = gate.Task } }, _log);
        using ZmqSocket socket = Greet(link);
        for (int id = 1; id <= 65; id++)
        {
            Send(socket, "\u0001ask", $$"""{"v":1,"get":"tip","id":{{id}}}""");
        }
        string answer = Answer(socket);
        gate.SetResult();
        Assert.That(answer, Does.Contain("\"id\":65,\"error\":\"busy\",\"text\":\"64 queries are under way"));
    }

    [Test]
    public void A_link_takes_few_greetings_of_a_peer()
    {
        using NodeLink link = new(new() { Bind = Tcp }, _log);
        using ZmqSocket socket = Greet(link);
        AssertLimited("link", Tcp, "10 greetings a second", () => Send(socket, "\u0001hello", "0123456789abcdef", "\0\0\0\u0001"));
        Assert.That(_log.Texts.Count(text => text.StartsWith("The link at", StringComparison.Ordinal) && text.EndsWith("is up", StringComparison.Ordinal)), Is.LessThan(10_000));
    }

    [Test]
    public void A_link_drops_notifications_for_which_it_gave_no_credit()
    {
        using NodeLink link = new(new() { Bind = Tcp, MaxQueued = 2 }, _log);
        using ZmqSocket socket = Greet(link);
        int sent = 0;
        AssertLimited(
            "link",
            Tcp,
            "4 notifications that wait",
            () =>
            {
                if (sent++ < 4 + 3)
                {
                    Send(socket, "mine", "x", "\0\0\0\0");
                }
            });
        Assert.That(_meters["zmqnative.requests.limited{server=link,address=" + Tcp + "}"], Is.EqualTo(3));
    }

    /// <summary>Nobody reads them. Of a topic too many only the losses are not noticed.</summary>
    [TestCase("hashtx", 1500, typeof(Malformed), 1000)]
    [TestCase("mine {0}", 300, typeof(Gap), 256)]
    public void A_link_keeps_few_events_and_topics(string topic, int messages, Type kind, int expected)
    {
        using NodeLink link = new(new() { Bind = Tcp, MaxQueued = 2 * messages }, _log);
        using ZmqSocket socket = Greet(link);
        for (int i = 0; i < messages; i++)
        {
            string name = string.Format(System.Globalization.CultureInfo.InvariantCulture, topic, i);
            Send(socket, name, "x", "\0\0\0\0");
            Send(socket, name, "x", "\u0005\0\0\0");
        }
        Send(socket, "\u0001ask", """{"v":1,"get":"tip","id":1}""");
        Assert.That(Answer(socket), Does.Contain("\"id\":1"), "all before it was taken");
        link.Dispose();
        Assert.That(link.ReadAllAsync().ToBlockingEnumerable().Count(item => item.GetType() == kind), Is.EqualTo(expected));
    }

    [Test]
    public void A_link_logs_few_malformed_messages()
    {
        using NodeLink link = new(new() { Bind = Tcp }, _log);
        using ZmqSocket socket = Greet(link);
        for (int i = 0; i < 200; i++)
        {
            Send(socket, "\u0001nothing");
        }
        Send(socket, "\u0001bye");
        Assert.That(SpinWait.SpinUntil(() => _log.Texts.Any(text => text.Contains("the peer has ended", StringComparison.Ordinal)), Peer.Deadline));
        Assert.That(_log.Texts.Count(text => text.StartsWith("Ignored a message", StringComparison.Ordinal)), Is.EqualTo(10));
    }

    /// <summary>Blocks of 4 MiB that the peer asks for and does not take: 64 MiB wait, and then no further query is answered.</summary>
    [Test]
    public void A_link_does_not_answer_a_peer_that_takes_no_answers()
    {
        LargeBlocks blocks = new();
        using NodeLink link = new(new() { Bind = Tcp, Queries = blocks, MaxQueriesPerSecond = int.MaxValue }, _log);
        // Almost nothing of an answer fits into this side of the connection.
        using ZmqSocket socket = Greet(link, receiveMark: 1);
        AssertLimited("link", Tcp, "67108864 bytes of answers that it does not read", () => Send(socket, "\u0001ask", "{\"v\":1,\"get\":\"block\",\"height\":1,\"id\":1}"));
        Assert.That(blocks.Asked, Is.LessThan(100));
    }

    private void AssertLimited(string server, string address, string limit, Action ask)
    {
        string series = $"zmqnative.requests.limited{{server={server},address={address}}}";
        Assert.That(_meters[series], Is.Zero, "it reads 0 before the first");
        DateTime deadline = DateTime.UtcNow + Peer.Deadline;
        while (!(_meters[series] > 2))
        {
            Assert.That(DateTime.UtcNow, Is.LessThan(deadline), $"nothing is refused; log: {string.Join('\n', _log.Texts)}");
            ask();
        }
        Assert.That(
            _log.Lines.Where(line => line.Contains("exceeds a limit", StringComparison.Ordinal)).Select(line => line.Split('|', 2)[1]),
            Is.EqualTo(new[] { $"Warning|A peer at {address} exceeds a limit, more than {limit}; this is logged at most once a minute" }));
    }

    private ZmqSocket Greet(NodeLink link, int receiveMark = 1000)
    {
        ZmqSocket socket = Connect(ZmqSocketType.Pair, link.Address, receiveMark);
        Send(socket, "\u0001hello", "0123456789abcdef", "\0\0\0\u0001");
        using CancellationTokenSource end = new(Peer.Deadline);
        Assert.That(link.ReadAllAsync(end.Token).ToBlockingEnumerable(end.Token).First(), Is.TypeOf<HandshakeDone>());
        return socket;
    }

    // What comes before it, such as credit, is passed over.
    private static string Answer(ZmqSocket socket)
    {
        List<ZmqMessage> parts = [];
        string answer;
        do
        {
            Assert.That(socket.Receive(parts, Peer.Deadline), Is.Positive);
            answer = string.Concat(parts.Select(part => Encoding.Latin1.GetString(part.Span)));
        }
        while (!answer.Contains("\"v\":", StringComparison.Ordinal));
        parts.ForEach(part => part.Dispose());
        return answer;
    }

    private ZmqSocket Connect(ZmqSocketType type, string address, int receiveMark = 1000)
    {
        ZmqSocket socket = new(_context, type) { Linger = 0, ReceiveHighWatermark = receiveMark };
        socket.Connect(address);
        return socket;
    }

    private static void Send(ZmqSocket socket, params string[] parts)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            socket.Send(Encoding.Latin1.GetBytes(parts[i]), more: i < parts.Length - 1);
        }
    }

    private sealed class LargeBlocks : INodeQueries
    {
        private int _asked;

        internal int Asked => Volatile.Read(ref _asked);

        public Task<BlockIndex> GetTipAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<Hash256?> FindBlockHashAsync(int height, CancellationToken cancellationToken = default) => Task.FromResult<Hash256?>(TestNode.BlockAt(0));

        public Task<NodeBlock?> FindHeaderAsync(Hash256 hash, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<NodeBlock?> FindBlockAsync(Hash256 hash, CancellationToken cancellationToken = default)
        {
            _ = Interlocked.Increment(ref _asked);
            return Task.FromResult<NodeBlock?>(new NodeBlock(new BlockIndex(hash, 1), 1, new byte[4 << 20]));
        }

        public Task<TransactionStatus> GetTransactionStatusAsync(Hash256 id, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
