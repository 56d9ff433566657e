using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>When the mirror must not say that it is right.</summary>
public sealed class MirrorInDoubtTests
{
    private FollowNode _node = null!;
    private MempoolMirror _mirror = null!;

    [SetUp]
    public async Task Start()
    {
        _node = new FollowNode();
        _mirror = new MempoolMirror(_node.Rpc);
        await _mirror.ObserveAsync(new HandshakeDone(FollowNode.Source, default));
    }

    [TearDown]
    public void End() => _node?.Dispose();

    [Test]
    public async Task A_block_that_could_not_be_asked_for_makes_a_new_snapshot()
    {
        Hash256 confirmed = _node.Accept();
        await ReadAll();
        _node.Mine([confirmed]);
        using CancellationTokenSource cancellation = new();
        await cancellation.CancelAsync();
        StreamItem block = _node.Published.Dequeue();
        Assert.That(async () => await _mirror.ObserveAsync(block, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_mirror.State, Is.EqualTo(MempoolState.Resyncing));
        Hash256 next = _node.Accept();
        await ReadAll();
        Assert.That(_mirror.TransactionIds, Is.EquivalentTo([next]));
    }

    // A subscription reaches the node a little after the handshake: what the node publishes before is lost, and no counter tells.
    [TestCase(false)]
    [TestCase(true)]
    public async Task What_was_published_between_the_snapshot_and_the_subscription(bool block)
    {
        Hash256 unheard = _node.Accept();
        _node.Published.Clear();
        Hash256 heard = _node.Accept();
        if (block)
        {
            _node.Published.Clear();
            _node.Mine([heard]);
        }
        await ReadAll();
        Assert.That(_mirror.TransactionIds, Is.EquivalentTo(block ? [unheard] : new[] { unheard, heard }));
    }

    [Test]
    public async Task The_first_message_follows_the_snapshot_without_a_hole()
    {
        List<string> asked = [];
        _node.Asked = asked.Add;
        Hash256 first = _node.Accept();
        await ReadAll();
        Assert.That(_mirror.TransactionIds, Is.EquivalentTo([first]));
        Assert.That(asked, Is.Empty, "its number is the snapshot's: nothing was in between");
    }

    [Test]
    public async Task A_chain_that_came_back_to_the_snapshots_tip()
    {
        Hash256 transaction = _node.Accept();
        Hash256 below = _node.Mine([]);
        _node.Mine([transaction]);
        _node.Leave(1);
        // The snapshot is of now; the stream still tells of all this.
        await _mirror.ObserveAsync(new Gap(FollowNode.Source, default, "sequence", 0, 1, 1));
        Assert.That(_node.Tip, Is.EqualTo(below));
        await ReadAll();
        Assert.That(_mirror.TransactionIds, Is.EquivalentTo([transaction]));
    }

    private async Task ReadAll()
    {
        while (_node.Published.TryDequeue(out StreamItem? item))
        {
            await _mirror.ObserveAsync(item);
        }
    }
}
