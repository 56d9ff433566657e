using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>Following the chain of a node that is played, so that it can change between two calls.</summary>
public sealed class FollowTests
{
    private static readonly HandshakeDone s_trigger = new(FollowNode.Source, default);

    [Test]
    public async Task From_the_start_to_the_tip_and_what_comes_then()
    {
        using FollowNode node = new(blocks: 4);
        BlockFollower follower = new(node.Rpc, node.Chain[1]);
        Assert.That(await Observe(follower, s_trigger), Is.EqualTo(["+2", "+3"]));
        Hash256 hash = node.Mine([]);
        Assert.That(await Observe(follower, new HashBlock(FollowNode.Source, default, 0, hash)), Is.EqualTo(["+4"]));
        Assert.That((follower.Tip, follower.Height), Is.EqualTo((hash, 4)));
    }

    [Test]
    public async Task Without_a_start_it_begins_with_the_tip()
    {
        using FollowNode node = new(blocks: 4);
        BlockFollower follower = new(node.Rpc);
        Assert.That(await Observe(follower, s_trigger), Is.Empty);
        Assert.That((follower.Tip, follower.Height), Is.EqualTo((node.Tip, 3)));
        node.Mine([]);
        Assert.That(await Observe(follower, s_trigger), Is.EqualTo(["+4"]));
    }

    [Test]
    public async Task A_block_that_is_the_tip_already_costs_no_call()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc);
        await Observe(follower, s_trigger);
        List<string> asked = [];
        node.Asked = asked.Add;
        Hash256 hash = node.Mine([]);
        Assert.That(await Observe(follower, new BlockConnected(FollowNode.Source, default, 0, hash)), Is.EqualTo(["+5"]));
        Assert.That(asked, Is.EqualTo(["getblockheader", "getblockheader"]));
        asked.Clear();
        Assert.That(await Observe(follower, new HashBlock(FollowNode.Source, default, 0, hash)), Is.Empty);
        Assert.That(await Observe(follower, new TransactionAdded(FollowNode.Source, default, 0, hash, 1)), Is.Empty);
        Assert.That(await Observe(follower, new StateChanged("", default, SubscriberState.Recovering)), Is.Empty);
        Assert.That(asked, Is.Empty);
    }

    private static readonly StreamItem[] s_triggers =
    [
        new BlockDisconnected(FollowNode.Source, default, 0, default), new Gap(FollowNode.Source, default, "hashblock", 0, 2, 2),
        new PublisherRestarted(FollowNode.Source, default, "hashblock", 2, 0), new Discontinuity(FollowNode.Source, default, "hashblock", 0, 2),
        new Dropped(FollowNode.Source, default, "hashblock", 1), new Malformed(FollowNode.Source, default, "hashblock", "", []),
        new StateChanged("", default, SubscriberState.Live), s_trigger,
    ];

    [TestCaseSource(nameof(s_triggers))]
    public async Task Whatever_may_hide_a_block_makes_it_ask(StreamItem item)
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, node.Chain[3]);
        Assert.That(await Observe(follower, item), Is.EqualTo(["+4"]));
    }

    [Test]
    public async Task A_reorganisation_also_below_the_start()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, node.Tip);
        node.Reorganise(3, _ => false);
        Assert.That(await Observe(follower, s_trigger), Is.EqualTo(["-4", "-3", "-2", "+2", "+3", "+4", "+5"]));
        Assert.That(follower.Tip, Is.EqualTo(node.Tip));
    }

    [Test]
    public async Task Blocks_that_the_node_has_forgotten_are_taken_back()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, node.Chain[1]);
        await Observe(follower, s_trigger);
        node.Restart(lost: 3);
        node.Mine([]);
        Assert.That(await Observe(follower, s_trigger), Is.EqualTo(["-4", "-3", "-2", "+2"]));
        Assert.That(follower.Tip, Is.EqualTo(node.Tip));
    }

    [Test]
    public async Task A_chain_that_changes_between_the_calls()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, node.Tip);
        await Observe(follower, s_trigger);
        node.Mine([]);
        node.Mine([]);
        node.Mine([]);
        int calls = 0;
        node.Asked = _ =>
        {
            if (++calls == 3)
            {
                node.Reorganise(2, _ => false);
            }
        };
        // With 5 it was told of 6, which is gone when it asks for that.
        Assert.That(await Observe(follower, s_trigger), Is.EqualTo(["+5", "+6", "-6", "+6", "+7", "+8"]));
    }

    [Test]
    public void A_start_that_the_node_does_not_know()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, FollowBlock.NewTransaction().Id);
        Assert.That(async () => await Observe(follower, s_trigger), Throws.TypeOf<InvalidDataException>()
            .With.Message.EqualTo($"The node does not know the block {follower.Tip} to follow from."));
    }

    [Test]
    public async Task A_node_that_knows_none_of_the_blocks_is_said_to_be_on_another_chain()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc);
        await Observe(follower, s_trigger);
        node.Override = (_, _) => throw new FollowRefusal(FollowRefusal.UnknownBlock);
        Assert.That(async () => await Observe(follower, s_trigger), Throws.TypeOf<InvalidDataException>()
            .With.Message.EqualTo($"The node does not know the block {node.Chain[0]} at height 0, and what was before it is not remembered: it looks to be on another chain."));
    }

    [Test]
    public async Task A_node_that_is_starting_is_waited_for()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, node.Chain[3]);
        int calls = 0;
        node.Asked = _ =>
        {
            if (++calls <= 2)
            {
                throw new FollowRefusal(FollowRefusal.WarmingUp);
            }
        };
        Assert.That(await Observe(follower, s_trigger), Is.EqualTo(["+4"]));
    }

    [Test]
    public void A_node_that_refuses_is_not_waited_for()
    {
        using FollowNode node = new();
        BlockFollower follower = new(node.Rpc, node.Tip);
        node.Asked = _ => throw new FollowRefusal(-32603);
        Assert.That(async () => await Observe(follower, s_trigger), Throws.TypeOf<RpcException>().With.Property("Code").EqualTo(-32603));
    }

    internal static async Task<List<string>> Observe(BlockFollower follower, StreamItem item, CancellationToken token = default)
    {
        List<string> steps = [];
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(token);
        deadline.CancelAfter(FakePublisher.Deadline);
        await foreach (ChainStep step in follower.ObserveAsync(item, deadline.Token))
        {
            steps.Add($"{(step.IsConnected ? '+' : '-')}{step.Height}");
        }
        return steps;
    }
}
