using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>With the log category off, publishing leaves nothing behind on the managed heap.</summary>
[NonParallelizable]
public sealed class AllocationTests
{
    [Test]
    public void Publishing_allocates_nothing_per_notification()
    {
        byte[] raw = new byte[1_000_000];
        using RunningInterface publishing = new(RunningInterface.AllTopics(highWatermark: 10), (_, message) =>
        {
            BlockBody.Write(message, raw);
            return true;
        });
        TestSubscriber subscriber = publishing.Subscribe(topics: "hashblock");
        Transaction[] transactions = [.. Enumerable.Range(1, 50).Select(i => Samples.Transaction((byte)i, 400))];
        Block block = Samples.Block(7, transactions);
        BlockIndex tip = Samples.Index(7);
        BlockIndex fork = Samples.Index(6);

        void Publish(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                publishing.Notifications.TransactionAddedToMempool(transactions[0], 1);
                publishing.Notifications.TransactionRemovedFromMempool(transactions[0], MempoolRemovalReason.Expiry, 2);
                publishing.Notifications.BlockConnected(ChainstateRole.Normal, block, tip);
                publishing.Notifications.BlockDisconnected(block, tip);
                publishing.Notifications.UpdatedBlockTip(tip, fork, initialDownload: false);
            }
        }

        Publish(100);
        long published = publishing.Notifications.MessagesPublished;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Publish(1000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(publishing.Notifications.MessagesPublished - published, Is.EqualTo(1000 * (3 + 1 + 101 + 101 + 2)));
        Assert.That(allocated, Is.Zero);
        Assert.That(subscriber.Receive().Topic, Is.EqualTo("hashblock"));
    }
}
