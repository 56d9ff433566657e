using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>
/// Many random histories of a node, read late and with losses, while the node goes on between any two of the calls it is asked: whenever its reader has caught up, the mirror is
/// its mempool, and the follower's steps make its chain.
/// </summary>
public sealed class MirrorRandomTests
{
    private const int Length = 60;

    [TestCase(0, 8)]
    [TestCase(8, 392, Category = "Long")]
    public async Task The_mirror_and_the_chain_are_the_nodes_after_every_history(int first, int histories)
    {
        int caughtUp = 0;
        for (int seed = first; seed < first + histories; seed++)
        {
            caughtUp += await Run(seed);
        }
        Assert.That(caughtUp, Is.GreaterThan(2 * histories), "the histories were meant to be caught up with on the way, too");
    }

    private static async Task<int> Run(int seed)
    {
        Random random = new(seed);
        using CancellationTokenSource deadline = new(FakePublisher.Deadline);
        using FollowNode node = new();
        MempoolMirror mirror = new(node.Rpc);
        BlockFollower follower = new(node.Rpc, node.Tip);
        List<Hash256> chain = [.. node.Chain];
        int caughtUp = 0, kept = node.Chain.Length;
        async Task Feed(StreamItem item)
        {
            await foreach (ChainStep step in follower.ObserveAsync(item, deadline.Token))
            {
                if (step.IsConnected)
                {
                    chain.Add(step.Hash);
                }
                else
                {
                    Assert.That(chain[^1], Is.EqualTo(step.Hash), $"history {seed}");
                    chain.RemoveAt(chain.Count - 1);
                }
                Assert.That(step.Height, Is.EqualTo(step.IsConnected ? chain.Count - 1 : chain.Count), $"history {seed}");
            }
            await mirror.ObserveAsync(item, deadline.Token);
        }

        await Feed(new HandshakeDone(FollowNode.Source, default));
        // Before the subscription is there: nobody hears of it, but of what comes next.
        Repeat(random.Next(4), () => node.Act(random));
        node.Published.Clear();
        node.Accept();
        for (int i = 0; i < Length; i++)
        {
            node.Asked = random.Next(3) == 0 ? _ => Repeat(random.Next(3), () => node.Act(random)) : null;
            Repeat(random.Next(4), () => node.Act(random));
            if (random.Next(20) == 0)
            {
                node.Restart(lost: Math.Min(random.Next(3), Math.Max(0, node.Chain.Length - kept)));
            }
            for (int items = random.Next(10); items > 0 && node.Published.TryDequeue(out StreamItem? item); items--)
            {
                if (random.Next(40) == 0 && item is Notification && node.Published.Any(later => later is Notification))
                {
                    // The loss shows with the next message.
                    await Feed(await LoseUpTo(node, (Notification)item, Feed));
                }
                else
                {
                    await Feed(item);
                }
            }
            if (random.Next(5) == 0 || i == Length - 1)
            {
                node.Asked = null;
                while (node.Published.TryDequeue(out StreamItem? item))
                {
                    await Feed(item);
                }
                Assert.That(mirror.State, Is.EqualTo(MempoolState.Live), $"history {seed}, {i}");
                Assert.That(mirror.TransactionIds, Is.EquivalentTo(node.Mempool), $"history {seed}, {i}");
                Assert.That(chain, Is.EqualTo(node.Chain), $"history {seed}, {i}");
                caughtUp++;
            }
        }
        return caughtUp;
    }

    // Whatever is no notification arrives all the same.
    private static async Task<StreamItem> LoseUpTo(FollowNode node, Notification lost, Func<StreamItem, Task> feed)
    {
        StreamItem next = node.Published.Dequeue();
        while (next is not Notification)
        {
            await feed(next);
            next = node.Published.Dequeue();
        }
        await feed(new Gap(FollowNode.Source, default, "sequence", lost.MessageSequence!.Value, ((Notification)next).MessageSequence!.Value, 1));
        return next;
    }

    private static void Repeat(int count, Action act)
    {
        for (int i = 0; i < count; i++)
        {
            act();
        }
    }
}
