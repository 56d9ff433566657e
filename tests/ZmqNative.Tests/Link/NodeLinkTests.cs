using System.Diagnostics;
using CsCheck;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Link;
using ZmqNative.Queries;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Link;

/// <summary>Links over real PAIR sockets of each transport.</summary>
[NonParallelizable]
public sealed class NodeLinkTests
{
    private const string Tcp = "tcp://127.0.0.1:*";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly List<IDisposable> _open = [];
    private CancellationTokenSource _end = null!;
    private ZmqContext _context = null!;
    private TempFolder _folder = null!;

    [SetUp]
    public void Begin() => (_end, _context, _folder) = (new(s_deadline), new(), new());

    [TearDown]
    public void End()
    {
        Enumerable.Reverse(_open).ToList().ForEach(one => one.Dispose());
        _open.Clear();
        _context?.Dispose();
        _folder?.Dispose();
        _end?.Dispose();
    }

    [TestCase(Tcp)]
    [TestCase("unix:", ExcludePlatform = "Win")]
    [TestCase("inproc://link")]
    public async Task Notifications_and_queries_go_both_ways(string address)
    {
        NodeLink bound = Bind(address == "unix:" ? $"unix:{_folder.Path}/link" : address), connected = Connect(bound.Address);
        IAsyncEnumerator<StreamItem> atBound = Read(bound), atConnected = Read(connected);
        byte[] hash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        foreach (NodeLink link in (NodeLink[])[bound, connected])
        {
            await link.SendAsync("hashblock", hash, _end.Token);
            await link.SendAsync("mine", "whatever"u8.ToArray(), _end.Token);
            await link.SendAsync("hashblock", hash, _end.Token);
        }
        foreach (IAsyncEnumerator<StreamItem> items in (IAsyncEnumerator<StreamItem>[])[atBound, atConnected])
        {
            Assert.That(await NextAsync(items), Is.TypeOf<HandshakeDone>());
            HashBlock first = (HashBlock)await NextAsync(items);
            Assert.That((first.MessageSequence, Convert.ToHexStringLower(hash)), Is.EqualTo(((uint?)0, first.Hash.ToString())));
            Assert.That(((OtherNotification)await NextAsync(items)).Body.SequenceEqual("whatever"u8));
            Assert.That(((HashBlock)await NextAsync(items)).MessageSequence, Is.EqualTo(1));
        }
        await TestNode.CheckAsync(bound.Peer, _end.Token);
        await TestNode.CheckAsync(connected.Peer, _end.Token);
    }

    /// <summary>libzmq leaves its connection open and delivers nothing; it gets the place when the first leaves.</summary>
    [Test]
    public async Task A_second_peer_is_refused_and_both_sides_say_so()
    {
        using LogLines log = new();
        NodeLink bound = Keep(new NodeLink(Options(bind: Tcp), log)), first = Connect(bound.Address);
        IAsyncEnumerator<StreamItem> atBound = Read(bound);
        Assert.That(await NextAsync(atBound), Is.TypeOf<HandshakeDone>());
        NodeLink second = Connect(bound.Address);
        IAsyncEnumerator<StreamItem> atSecond = Read(second);
        Assert.That(((Waiting)await NextAsync(atSecond)).Reason, Is.EqualTo("no answer: nobody listens there, or whoever does has another peer"));
        Assert.That(await NextAsync(atBound), Is.TypeOf<PeerRefused>());
        Assert.That(log.Lines, Has.Some.EqualTo($"ZmqNative.Link|Warning|A second peer connected to {Tcp}, which has one already: nothing of it is received"));
        await first.SendAsync("mine", "of the first"u8.ToArray(), _end.Token);
        Assert.That(await NextOfAsync<OtherNotification>(atBound), Has.Property("MessageSequence").EqualTo(0));

        first.Dispose();
        Assert.That((await NextOfAsync<Disconnected>(atBound)).Reason, Is.EqualTo("the peer has ended the link"));
        await NextOfAsync<HandshakeDone>(atSecond);
        await second.SendAsync("mine", "of the second"u8.ToArray(), _end.Token);
        Assert.That((await NextOfAsync<OtherNotification>(atBound)).Body.SequenceEqual("of the second"u8));
    }

    [TestCase(Tcp)]
    [TestCase("inproc://link")]
    public async Task A_link_comes_back_when_either_side_was_started_again(string address)
    {
        NodeLink bound = Bind(address);
        string endpoint = bound.Address;
        NodeLink connected = Connect(endpoint);
        IAsyncEnumerator<StreamItem> atConnected = Read(connected);
        for (int i = 0; i < 3; i++)
        {
            await connected.SendAsync("mine", new byte[] { (byte)i }, _end.Token);
            Assert.That((await NextOfAsync<OtherNotification>(Read(bound))).Body[0], Is.EqualTo(i));
            await bound.SendAsync("mine", default, _end.Token);
            // Its counter begins again with each life.
            Assert.That((await NextOfAsync<OtherNotification>(atConnected)).MessageSequence, Is.Zero);
            bound.Dispose();
            await NextOfAsync<Disconnected>(atConnected);
            bound = BindAgain(endpoint);
        }
        IAsyncEnumerator<StreamItem> atBound = Read(bound);
        await NextOfAsync<HandshakeDone>(atBound);
        connected.Dispose();
        await NextOfAsync<Disconnected>(atBound);
        await TestNode.CheckAsync(Connect(endpoint).Peer, _end.Token);
    }

    /// <summary>A sender waits for the reader, and queries overtake what waits.</summary>
    [Test]
    public async Task Nothing_is_dropped_and_queries_do_not_wait_behind_notifications()
    {
        const int Count = 10_000;
        NodeLink bound = Bind(Tcp, options => options.MaxQueued = 10), connected = Connect(bound.Address);
        int sent = 0;
        Task sending = Task.Run(async () =>
        {
            for (; sent < Count; sent++)
            {
                await connected.SendAsync("mine", BitConverter.GetBytes(sent), _end.Token);
            }
        });
        await using IAsyncEnumerator<StreamItem> items = Read(bound);
        Assert.That(await NextAsync(items), Is.TypeOf<HandshakeDone>());
        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref sent) == 10, s_deadline));
        await TestNode.CheckAsync(bound.Peer, _end.Token);
        await TestNode.CheckAsync(connected.Peer, _end.Token);
        Assert.That(sent, Is.EqualTo(10));
        for (uint i = 0; i < Count; i++)
        {
            OtherNotification next = (OtherNotification)await NextAsync(items);
            Assert.That((next.MessageSequence, BitConverter.ToInt32(next.Body)), Is.EqualTo(((uint?)i, (int)i)));
        }
        await sending;
    }

    [Test]
    public async Task A_query_that_is_under_way_survives_a_break()
    {
        TaskCompletionSource gate = new();
        NodeLink bound = Bind(Tcp, options => options.Queries = new TestNode { Gate = gate.Task });
        string endpoint = bound.Address;
        NodeLink connected = Connect(endpoint);
        Task<BlockIndex> asked = connected.Peer.GetTipAsync(_end.Token);
        await NextOfAsync<HandshakeDone>(Read(bound));
        bound.Dispose();
        _ = BindAgain(endpoint);
        Assert.That((await asked).Height, Is.EqualTo(TestNode.Height));
        gate.SetResult();
    }

    [Test]
    public async Task Refusals_and_failures_have_their_words()
    {
        NodeLink bound = Bind(Tcp, options => options.MaxQueriesPerSecond = 1), connected = Keep(new NodeLink(Options(connect: bound.Address)));
        Assert.That(async () => await bound.Peer.GetTipAsync(), Throws.TypeOf<NodeQueryException>().With.Property("Error").EqualTo("unknown_request"));
        Assert.That(async () => await connected.Peer.GetTransactionStatusAsync(default), Throws.TypeOf<NodeQueryException>().With.Message.EqualTo("The disk is on fire.").Or.Property("Error").EqualTo("busy"));
        Assert.That(
            async () =>
            {
                while (true)
                {
                    await connected.Peer.FindBlockHashAsync(1);
                }
            },
            Throws.TypeOf<NodeQueryException>().With.Message.EqualTo("More than 1 queries a second."));
        Assert.That(async () => await connected.Peer.FindBlockHashAsync(-1), Throws.TypeOf<NodeQueryException>());
    }

    [Test]
    public void A_query_without_a_peer_ends_in_time()
    {
        NodeLink alone = Bind(Tcp, options => options.QueryTimeout = TimeSpan.FromMilliseconds(50));
        Assert.That(async () => await alone.Peer.GetTipAsync(), Throws.TypeOf<TimeoutException>().With.Message.EqualTo("The peer has not answered 'tip' within 0.05 s."));
        ValueTask sending = alone.SendAsync("mine", default, _end.Token);
        alone.Dispose();
        Assert.That(async () => await sending, Throws.InstanceOf<ObjectDisposedException>());
    }

    /// <summary>Whatever the peer sends, the link lives on, or begins again.</summary>
    [Test]
    public async Task Malformed_messages_end_nothing()
    {
        NodeLink bound = Bind(Tcp);
        IAsyncEnumerator<StreamItem> atBound = Read(bound);
        using (ZmqSocket peer = new(_context, ZmqSocketType.Pair) { Linger = 0 })
        {
            peer.Connect(bound.Address);
            string[] firsts = ["\u0001hello", "\u0001beat", "\u0001credit", "\u0001ask", "\u0001answer", "\u0001", "", "mine", "hashblock"];
            Gen.Select(Gen.Int[0, firsts.Length - 1], Gen.Byte.Array[0, 20].Array[0, 4]).Sample(
                (first, rest) =>
                {
                    peer.Send(System.Text.Encoding.ASCII.GetBytes(firsts[first]), more: rest.Length > 0);
                    for (int i = 0; i < rest.Length; i++)
                    {
                        peer.Send(rest[i], more: i < rest.Length - 1);
                    }
                },
                iter: 500, threads: 1);
            peer.Send("\u0001hello"u8, more: true);
            peer.Send("and 16 bytes"u8, more: true);
            peer.Send([9, 0, 0, 0]);
            peer.Send("mine"u8, more: true);
            peer.Send("the end"u8, more: true);
            peer.Send([0, 0, 0, 0]);
            while (!(await NextOfAsync<OtherNotification>(atBound)).Body.SequenceEqual("the end"u8))
            {
            }
        }
        NodeLink next = Connect(bound.Address);
        await TestNode.CheckAsync(next.Peer, _end.Token);
    }

    [Test]
    public void Options_and_notifications_are_checked()
    {
        Assert.That(() => new NodeLink(new()), Throws.ArgumentException.With.Message.Contains("either Bind or Connect"));
        Assert.That(() => new NodeLink(new() { Bind = "inproc://x" }), Throws.ArgumentException.With.Message.Contains("Context"));
        Assert.That(() => new NodeLink(new() { Connect = "tcp://127.0.0.1:1", Curve = new() }), Throws.ArgumentException.With.Message.Contains("Curve goes with Bind"));
        NodeLink link = Bind(Tcp);
        Assert.That(async () => await link.SendAsync("hashblock", new byte[31]), Throws.ArgumentException.With.Message.Contains("hashblock"));
        Assert.That(async () => await link.SendAsync("\u0001ask", default), Throws.ArgumentException.With.Message.Contains("printable"));
    }

    private T Keep<T>(T one)
        where T : IDisposable
    {
        _open.Add(one);
        return one;
    }

    private NodeLink Bind(string address, Action<NodeLinkOptions>? configure = null)
    {
        NodeLinkOptions options = Options(bind: address);
        options.Queries = new TestNode();
        configure?.Invoke(options);
        return Keep(new NodeLink(options));
    }

    /// <summary>At a port that was free for a moment, which a connection of another program may have got meanwhile.</summary>
    private NodeLink BindAgain(string address)
    {
        NodeLink? link = null;
        Assert.That(
            SpinWait.SpinUntil(
                () =>
                {
                    try
                    {
                        link = Bind(address);
                        return true;
                    }
                    catch (ZmqException exception) when (exception.ErrorName == "EADDRINUSE")
                    {
                        return false;
                    }
                },
                s_deadline));
        return link!;
    }

    private NodeLink Connect(string address)
    {
        NodeLinkOptions options = Options(connect: address);
        options.Queries = new TestNode();
        return Keep(new NodeLink(options));
    }

    private NodeLinkOptions Options(string? bind = null, string? connect = null) => new()
    {
        Bind = bind,
        Connect = connect,
        Context = (bind ?? connect!).StartsWith("inproc", StringComparison.Ordinal) ? _context : null,
        QueryTimeout = s_deadline,
        HeartbeatInterval = TimeSpan.FromMilliseconds(100),
        PeerTimeout = TimeSpan.FromSeconds(2),
    };

    private IAsyncEnumerator<StreamItem> Read(NodeLink link) => link.ReadAllAsync(_end.Token).GetAsyncEnumerator();

    private static async Task<StreamItem> NextAsync(IAsyncEnumerator<StreamItem> items) =>
        await items.MoveNextAsync() ? items.Current : throw new UnreachableException("The link has ended.");

    private static async Task<T> NextOfAsync<T>(IAsyncEnumerator<StreamItem> items)
        where T : StreamItem
    {
        while (true)
        {
            if (await NextAsync(items) is T wanted)
            {
                return wanted;
            }
        }
    }
}
