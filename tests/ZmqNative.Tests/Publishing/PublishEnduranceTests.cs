using System.Diagnostics;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>Notifications and raw blocks for a long time, with subscribers that come, and go while they are being sent something.</summary>
public class PublishEnduranceTests
{
    private const string Other = "tcp://*:*";
    private const int BlockLength = 1_500_000;
    private const int Steps = 40;
    private const long Slack = 64 << 20;

    [TestCase(40_000, 200)]
    [TestCase(10_000_000, 20_000, Category = "Long")]
    public void Memory_stays_as_it_is(int notifications, int blocks)
    {
        HashSet<ZmqBufferPool> pools = [];
        ZmqNotificationOptions options = RunningInterface.AllTopics();
        options.PubRawBlock.Add(Other);
        RunningInterface publishing = new(options, (_, body) =>
        {
            pools.Add(((BlockBody)body).Pool);
            body.Allocate(BlockLength).Fill(7);
            return true;
        });
        Transaction transaction = new(default, new byte[300]);
        // hashtx, rawtx and sequence for a transaction; hashblock and twice rawblock for a tip.
        int transactionsOfABlock = (notifications - (3 * blocks)) / 3 / blocks;
        long before = 0;
        ulong sequence = 0;
        for (int step = 0; step < Steps; step++)
        {
            using TestSubscriber reader = publishing.Connect(RunningInterface.Anywhere, "rawblock"), leaver = publishing.Connect(RunningInterface.Anywhere);
            for (int i = 0; i < blocks / Steps; i++)
            {
                for (int j = 0; j < transactionsOfABlock; j++)
                {
                    publishing.Notifications.TransactionAddedToMempool(transaction, ++sequence);
                }
                publishing.Notifications.UpdatedBlockTip(new BlockIndex(default, i), null, initialDownload: false);
                Assert.That(reader.Receive().Body, Has.Length.EqualTo(BlockLength));
                if (i == 0)
                {
                    leaver.Dispose();
                }
            }
            if (step == Steps / 4)
            {
                before = Memory();
            }
        }
        Assert.That(Memory() - before, Is.LessThan(Slack), $"bytes more after {Steps} steps than after a quarter of them");
        publishing.Dispose();
        Assert.That(pools.Sum(pool => pool.Returned), Is.EqualTo(pools.Sum(pool => pool.Taken)).And.EqualTo(2 * (blocks / Steps) * Steps));
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
