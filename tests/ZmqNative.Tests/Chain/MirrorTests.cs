using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>The mirror at the moments a real node cannot be held at.</summary>
public sealed class MirrorTests
{
    private FollowNode _node = null!;
    private MempoolMirror _mirror = null!;
    private List<MempoolState> _states = null!;

    [SetUp]
    public void Start()
    {
        _node = new FollowNode();
        _mirror = new MempoolMirror(_node.Rpc);
        _states = [];
        _mirror.StateChanged += _states.Add;
    }

    [TearDown]
    public void End() => _node?.Dispose();

    [Test]
    public async Task A_snapshot_and_the_changes_since_then()
    {
        Hash256 first = _node.Accept();
        Assert.That(_mirror.State, Is.EqualTo(MempoolState.Resyncing));
        await Connect();
        Assert.That((_mirror.State, _mirror.MempoolSequence), Is.EqualTo((MempoolState.Live, 2ul)));
        Hash256 second = _node.Accept(), third = _node.Accept();
        _node.Remove(first);
        // Published before the snapshot, too: it must not come back.
        await ReadAll();
        Assert.That(_mirror.TransactionIds, Is.EquivalentTo([second, third]));
        Assert.That(_mirror.MempoolSequence, Is.EqualTo(_node.MempoolSequence));
        _node.Mine([second]);
        await ReadAll();
        Assert.That(_mirror.TransactionIds, Is.EquivalentTo([third]));
        Assert.That(_states, Is.EqualTo([MempoolState.Live]), "nothing was lost");
    }

    [Test]
    public async Task What_a_snapshot_has_already_is_not_applied_again()
    {
        Hash256 old = _node.Accept();
        Hash256 replacement = _node.Accept(old);
        _node.Mine([replacement]);
        Hash256 last = _node.Accept();
        await Connect();
        Assert.That(_mirror.TransactionIds, Is.EquivalentTo([last]));
        while (_node.Published.TryDequeue(out StreamItem? item))
        {
            await _mirror.ObserveAsync(item);
            Assert.That(_mirror.TransactionIds, Is.EquivalentTo([last]), $"{item}");
        }
    }

    private static readonly StreamItem[] s_losses =
    [
        new Gap(FollowNode.Source, default, "sequence", 0, 2, 2), new PublisherRestarted(FollowNode.Source, default, "hashtx", 2, 0),
        new Discontinuity(FollowNode.Source, default, "sequence", 0, 2), new Dropped(FollowNode.Source, default, "sequence", 1),
        new Malformed(FollowNode.Source, default, "sequence", "", []), new HandshakeDone(FollowNode.Source, default),
    ];

    [TestCaseSource(nameof(s_losses))]
    public async Task After_a_loss_there_is_a_new_snapshot(StreamItem loss)
    {
        await Connect();
        Hash256 lost = _node.Accept();
        _node.Published.Clear();
        await _mirror.ObserveAsync(loss);
        Assert.That(_mirror.TransactionIds, Is.EquivalentTo([lost]));
        Assert.That(_states, Is.EqualTo([MempoolState.Live, MempoolState.Resyncing, MempoolState.Live]));
    }

    private static readonly StreamItem[] s_others =
    [
        new Gap(FollowNode.Source, default, "rawtx", 0, 2, 2), new Dropped(FollowNode.Source, default, "rawtx", 1), new Waiting(FollowNode.Source, default, null, ""),
        new HashTransaction(FollowNode.Source, default, 0, default), new StateChanged("", default, SubscriberState.Live),
    ];

    [TestCaseSource(nameof(s_others))]
    public async Task What_other_topics_lost_is_nothing_to_it(StreamItem other)
    {
        await Connect();
        _node.Asked = method => throw new InvalidOperationException(method);
        await _mirror.ObserveAsync(other);
        Assert.That(_states, Is.EqualTo([MempoolState.Live]));
    }

    [Test]
    public async Task A_lost_connection_is_told_and_asks_nothing()
    {
        await Connect();
        _node.Asked = method => throw new InvalidOperationException(method);
        await _mirror.ObserveAsync(new Disconnected(FollowNode.Source, default, "gone"));
        Assert.That(_mirror.State, Is.EqualTo(MempoolState.Resyncing));
    }

    [Test]
    public async Task A_block_between_the_calls_makes_a_new_snapshot()
    {
        Hash256 confirmed = _node.Accept(), left = _node.Accept();
        int calls = 0;
        _node.Asked = method =>
        {
            if (method == "getbestblockhash" && ++calls == 2)
            {
                _node.Mine([confirmed]);
            }
        };
        await Connect();
        Assert.That(calls, Is.EqualTo(3));
        await ReadAll();
        Assert.That(_mirror.TransactionIds, Is.EquivalentTo([left]));
    }

    [Test]
    public async Task A_block_the_node_has_forgotten_makes_a_new_snapshot()
    {
        await Connect();
        Hash256 transaction = _node.Accept();
        await ReadAll();
        await _mirror.ObserveAsync(new BlockConnected(FollowNode.Source, default, 1, FollowBlock.NewTransaction().Id));
        Assert.That(_states, Is.EqualTo([MempoolState.Live, MempoolState.Resyncing, MempoolState.Live]));
        Assert.That(_mirror.TransactionIds, Is.EquivalentTo([transaction]));
    }

    [Test]
    public void A_node_that_refuses_leaves_it_resyncing()
    {
        _node.Asked = _ => throw new FollowRefusal(-32603);
        Assert.That(Connect, Throws.TypeOf<RpcException>().With.Property("Code").EqualTo(-32603));
        Assert.That(_mirror.State, Is.EqualTo(MempoolState.Resyncing));
    }

    private async Task Connect() => await _mirror.ObserveAsync(new HandshakeDone(FollowNode.Source, default));

    private async Task ReadAll()
    {
        while (_node.Published.TryDequeue(out StreamItem? item))
        {
            await _mirror.ObserveAsync(item);
        }
    }
}
