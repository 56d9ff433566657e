using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>A follower whose calls end early: what it had to do is not forgotten.</summary>
public sealed class FollowInterruptedTests
{
    private static readonly HandshakeDone s_trigger = new(FollowNode.Source, default);

    // Of itself it says nothing about blocks.
    private static readonly TransactionAdded s_other = new(FollowNode.Source, default, 0, default, 1);

    [Test]
    public async Task Steps_that_were_cancelled_come_with_the_next_call()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, node.Chain[2]);
        using CancellationTokenSource cancellation = new();
        await cancellation.CancelAsync();
        Assert.That(async () => await FollowTests.Observe(follower, s_trigger, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await FollowTests.Observe(follower, s_other), Is.EqualTo(["+3", "+4"]));
        Assert.That(await FollowTests.Observe(follower, s_other), Is.Empty);
    }

    [Test]
    public async Task Steps_before_a_refusal_stand_and_the_others_come_with_the_next_call()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, node.Tip);
        await FollowTests.Observe(follower, s_trigger);
        node.Mine([]);
        node.Mine([]);
        int calls = 0;
        node.Asked = _ =>
        {
            if (++calls == 2)
            {
                throw new FollowRefusal(-32603);
            }
        };
        Assert.That(async () => await FollowTests.Observe(follower, s_trigger), Throws.TypeOf<RpcException>());
        Assert.That(follower.Height, Is.EqualTo(5));
        Assert.That(await FollowTests.Observe(follower, s_other), Is.EqualTo(["+6"]));
    }

    [Test]
    public async Task A_consumer_that_leaves_the_enumeration_gets_the_rest_next_time()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, node.Chain[2]);
        await foreach (ChainStep step in follower.ObserveAsync(s_trigger))
        {
            Assert.That(step.Height, Is.EqualTo(3));
            break;
        }
        Assert.That(await FollowTests.Observe(follower, s_other), Is.EqualTo(["+4"]));
    }

    [Test]
    public async Task A_killed_node_may_have_lost_the_start_as_well()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc);
        await FollowTests.Observe(follower, s_trigger);
        node.Restart(lost: 3);
        Assert.That(await FollowTests.Observe(follower, s_trigger), Is.EqualTo(["-4", "-3", "-2"]));
        node.Mine([]);
        Assert.That(await FollowTests.Observe(follower, s_trigger), Is.EqualTo(["+2"]));
        Assert.That(follower.Tip, Is.EqualTo(node.Tip));
    }

    [Test]
    public async Task A_block_published_before_the_subscription_was_there_is_found_with_the_first_message()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, node.Tip);
        await FollowTests.Observe(follower, s_trigger);
        node.Mine([]);
        await FollowTests.Observe(follower, new StateChanged("", default, SubscriberState.Recovering));
        Assert.That(await FollowTests.Observe(follower, s_other), Is.EqualTo(["+5"]));
        node.Mine([]);
        Assert.That(await FollowTests.Observe(follower, s_other), Is.Empty, "from the first message on, blocks are announced");
    }
}
