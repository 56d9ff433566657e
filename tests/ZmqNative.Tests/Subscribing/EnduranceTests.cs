using System.Diagnostics;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>About a day of mainnet's notifications, as fast as they go.</summary>
[Category("Long")]
public sealed class EnduranceTests
{
    private const int Blocks = 144;
    private const int TransactionsOfABlock = 3_500;
    private const long Slack = 64 << 20;

    [Test]
    public void A_day_of_traffic_leaves_memory_as_it_was()
    {
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        publisher.WaitForSubscription();
        byte[] block = new byte[1_500_000], transaction = new byte[400];
        uint transactions = 0;
        long before = 0;
        for (uint i = 0; i < Blocks; i++)
        {
            for (int j = 0; j < TransactionsOfABlock; j++)
            {
                publisher.Send("hashtx", transactions);
                publisher.Send("rawtx", transaction, transactions++);
            }
            publisher.Send("rawblock", block, i);
            StreamItem item;
            do
            {
                item = stream.Next();
                Assert.That(item, Is.InstanceOf<Notification>(), "nothing is lost");
                // The block, too: left to the collector, which does not see how much it is, several would be in memory, now more, now less.
            }
            while (item is not RawBlock);
            if (i == Blocks / 4)
            {
                before = Memory();
            }
        }
        Assert.That(Memory() - before, Is.LessThan(Slack), $"bytes more after {transactions * 2} notifications than after a quarter of them");
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
