using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>Where transactions come from, by the message that follows.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OriginTests
{
    private const string Source = "tcp://127.0.0.1:28332", Other = "tcp://127.0.0.1:28333";

    private static readonly Hash256 s_a = FollowBlock.NewTransaction().Id, s_b = FollowBlock.NewTransaction().Id, s_c = FollowBlock.NewTransaction().Id;

    private readonly TransactionOrigins _origins = new();

    [Test]
    public void The_three_origins_and_what_was_seen_before()
    {
        Assert.That(Show(Announced(s_a)), Is.Empty);
        Assert.That(Show(Added(s_a)), Is.EqualTo([(s_a, TransactionOrigin.Mempool, false)]));
        Assert.That(Show(Announced(s_b)), Is.Empty);
        Assert.That(Show(Announced(s_a)), Is.Empty);
        Assert.That(Show(new BlockConnected(Source, default, 0, default)),
            Is.EqualTo([(s_b, TransactionOrigin.ConnectedBlock, false), (s_a, TransactionOrigin.ConnectedBlock, true)]), "in the block's order");
        Announce(s_b, s_a);
        Assert.That(Show(new BlockDisconnected(Source, default, 0, default)),
            Is.EqualTo([(s_b, TransactionOrigin.DisconnectedBlock, true), (s_a, TransactionOrigin.DisconnectedBlock, true)]));
        Assert.That(Show(new BlockConnected(Source, default, 0, default)), Is.Empty);
    }

    private static readonly StreamItem[] s_losses =
    [
        new Gap(Source, default, "sequence", 0, 2, 2), new PublisherRestarted(Source, default, "hashtx", 2, 0), new Discontinuity(Source, default, "rawtx", 0, 2),
        new Dropped(Source, default, "sequence", 1), new Malformed(Source, default, "sequence", "", []), new Disconnected(Source, default, "gone"),
    ];

    [TestCaseSource(nameof(s_losses))]
    public void A_loss_releases_what_waits(StreamItem loss)
    {
        Announce(s_a, s_b);
        Assert.That(Show(loss), Is.EqualTo([(s_a, TransactionOrigin.Unknown, false), (s_b, TransactionOrigin.Unknown, false)]));
        Assert.That(Show(new BlockConnected(Source, default, 0, default)), Is.Empty);
    }

    [Test]
    public void A_transaction_other_than_the_one_added_is_unknown()
    {
        Announce(s_a, s_b);
        Assert.That(Show(Added(s_b)), Is.EqualTo([(s_a, TransactionOrigin.Unknown, false), (s_b, TransactionOrigin.Mempool, false)]));
    }

    [Test]
    public void A_removal_decides_nothing()
    {
        Announce(s_a);
        Assert.That(Show(new TransactionRemoved(Source, default, 0, s_b, 1)), Is.Empty);
        Assert.That(Show(Added(s_a)), Is.EqualTo([(s_a, TransactionOrigin.Mempool, false)]));
    }

    [Test]
    public void The_end_of_the_stream_releases_all_there_is()
    {
        Announce(s_a);
        Assert.That(_origins.Observe(new HashTransaction(Other, default, 0, s_b)), Is.Empty);
        Assert.That(Show(new StateChanged("", default, SubscriberState.Recovering)), Is.Empty);
        Assert.That(Show(new StateChanged("", default, SubscriberState.Stopped)),
            Is.EquivalentTo([(s_a, TransactionOrigin.Unknown, false), (s_b, TransactionOrigin.Unknown, false)]));
    }

    [Test]
    public void Publishers_decide_each_for_themselves()
    {
        Announce(s_a);
        Assert.That(Show(new HashTransaction(Other, default, 0, s_b)), Is.Empty);
        Assert.That(Show(new BlockConnected(Other, default, 0, default)), Is.EqualTo([(s_b, TransactionOrigin.ConnectedBlock, false)]));
        Assert.That(Show(new Disconnected(Other, default, "gone")), Is.Empty);
        Assert.That(Show(Added(s_a)), Is.EqualTo([(s_a, TransactionOrigin.Mempool, false)]));
    }

    [Test]
    public void The_oldest_are_forgotten_first()
    {
        TransactionOrigins origins = new(remembered: 2);
        bool[] Seen(params Hash256[] ids)
        {
            foreach (Hash256 id in ids)
            {
                origins.Observe(Announced(id));
            }
            return [.. origins.Observe(new BlockConnected(Source, default, 0, default)).Select(transaction => transaction.SeenBefore)];
        }

        Assert.That(Seen(s_a, s_b, s_a, s_b), Is.EqualTo([false, false, true, true]));
        Assert.That(Seen(s_c, s_b, s_a, s_c), Is.EqualTo([false, true, false, true]), "c took the place of a, and then a that of b");
        Assert.That(Seen(s_b), Is.EqualTo([false]));
    }

    [Test]
    public void Without_sequence_only_so_many_wait()
    {
        for (int i = 0; i < TransactionOrigins.MaximumWaiting; i++)
        {
            Assert.That(_origins.Observe(Announced(i == 0 ? s_a : s_b)), Is.Empty);
        }
        Assert.That(Show(Announced(s_c)), Is.EqualTo([(s_a, TransactionOrigin.Unknown, false)]));
        Assert.That(_origins.Observe(new BlockConnected(Source, default, 0, default)), Has.Count.EqualTo(TransactionOrigins.MaximumWaiting));
    }

    private static HashTransaction Announced(Hash256 id) => new(Source, default, 0, id);

    private static TransactionAdded Added(Hash256 id) => new(Source, default, 0, id, 1);

    private void Announce(params Hash256[] ids) => Array.ForEach(ids, id => Assert.That(_origins.Observe(Announced(id)), Is.Empty));

    private (Hash256 Id, TransactionOrigin Origin, bool SeenBefore)[] Show(StreamItem item) =>
        [.. _origins.Observe(item).Select(transaction => (transaction.TxId, transaction.Origin, transaction.SeenBefore))];
}
