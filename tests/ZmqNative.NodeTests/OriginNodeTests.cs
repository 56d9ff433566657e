using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests;

/// <summary>What a real node says of its transactions, through a reorganisation.</summary>
public sealed class OriginNodeTests
{
    [Test]
    public void From_the_mempool_into_a_block_out_of_it_and_into_another_one()
    {
        string address = Port.FreeAddress();
        using RegtestNode node = RegtestNode.Start($"-zmqpubhashtx={address}", $"-zmqpubrawtx={address}", $"-zmqpubsequence={address}");
        node.Generate(103);
        TransactionOrigins origins = new();
        List<(string Topic, Hash256 Id, TransactionOrigin Origin, bool SeenBefore)> decided = [];
        using FollowLoop loop = new(node, address, (item, _) =>
        {
            foreach (OriginatedTransaction transaction in origins.Observe(item))
            {
                decided.Add((transaction.Notification.Topic, transaction.TxId, transaction.Origin, transaction.SeenBefore));
            }
            return Task.CompletedTask;
        });
        Spend first = node.SendTransaction();
        Spend unannounced = new(node.TakeCoin(), 1, 100_000);
        node.GenerateWith(first, unannounced);
        node.Reorganise(1);
        node.Generate(1);
        loop.RunTo(node);

        (TransactionOrigin, bool)[] Of(string topic, Hash256 id) => [.. decided.Where(one => one.Topic == topic && one.Id == id).Select(one => (one.Origin, one.SeenBefore))];
        foreach (string topic in (string[])["hashtx", "rawtx"])
        {
            Assert.That(Of(topic, first.Id), Is.EqualTo(((TransactionOrigin, bool)[])
            [
                (TransactionOrigin.Mempool, false), (TransactionOrigin.ConnectedBlock, true), (TransactionOrigin.DisconnectedBlock, true),
                (TransactionOrigin.Mempool, true), (TransactionOrigin.ConnectedBlock, true),
            ]), topic);
            Assert.That(Of(topic, unannounced.Id)[0], Is.EqualTo((TransactionOrigin.ConnectedBlock, false)), topic);
        }
        Assert.That(decided.Select(one => one.Origin), Has.None.EqualTo(TransactionOrigin.Unknown));
        Assert.That(decided.Count(one => one.Topic == "hashtx"), Is.EqualTo(loop.Items.OfType<HashTransaction>().Count()));
        Assert.That(decided.Count(one => one.Topic == "rawtx"), Is.EqualTo(loop.Items.OfType<RawTransaction>().Count()));
    }
}
