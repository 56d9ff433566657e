using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;

namespace ZmqNative.Tests.Chain;

/// <summary>The steps to a block that need not be the node's tip, nor in its best chain.</summary>
public sealed class ChainWalkerTests
{
    [Test]
    public async Task The_steps_lead_to_a_block_in_the_middle_of_the_best_chain()
    {
        using FollowNode node = new(blocks: 6);
        Assert.That(await FindAsync(node, node.Chain[..2], node.Chain[4]), Is.EqualTo(["+2", "+3", "+4"]));
        Assert.That(await FindAsync(node, node.Chain, node.Chain[3]), Is.EqualTo(["-5", "-4"]));
        Assert.That(await FindAsync(node, node.Chain, node.Chain[3], farthest: 2), Is.EqualTo(["-5", "-4"]));
        Assert.That(await FindAsync(node, node.Chain, node.Chain[3], farthest: 1), Is.Null);
    }

    [Test]
    public async Task The_steps_from_a_stale_block_to_its_stale_child_do_not_leave_the_stale_chain()
    {
        using FollowNode node = new();
        Hash256[] stale = node.Chain;
        node.Reorganise(3, _ => false);
        Assert.That(await FindAsync(node, stale[..3], stale[4]), Is.EqualTo(["+3", "+4"]));
        Assert.That(await FindAsync(node, stale, node.Chain[3]), Is.EqualTo(["-4", "-3", "-2", "+2", "+3"]));
        Assert.That(await FindAsync(node, node.Chain, stale[2]), Is.EqualTo(["-5", "-4", "-3", "-2", "+2"]));
    }

    [Test]
    public async Task Blocks_that_the_node_has_lost_are_disconnected_first()
    {
        using FollowNode node = new();
        Hash256[] before = node.Chain;
        node.Restart(lost: 2);
        node.Mine([]);
        Assert.That(await FindAsync(node, before, node.Tip), Is.EqualTo(["-4", "-3", "+3"]));
    }

    [Test]
    public async Task There_are_no_steps_when_the_node_has_lost_an_end()
    {
        using FollowNode node = new();
        Hash256[] before = node.Chain;
        node.Restart(lost: 2);
        Assert.That(await FindAsync(node, before[..2], before[4]), Is.Null);
        Assert.That(await FindAsync(node, before[3..], node.Tip), Is.Null);
    }

    [Test]
    public void The_oldest_blocks_are_forgotten()
    {
        AnnouncedChain chain = new(remembered: 3);
        Hash256[] blocks = [.. Enumerable.Range(0, 20).Select(_ => FollowBlock.NewTransaction().Id)];
        foreach (Hash256 block in blocks)
        {
            chain.Connect(block);
            Assert.That(chain.Blocks, Has.Count.LessThanOrEqualTo(6));
        }
        Assert.That(chain.Blocks, Has.Count.GreaterThanOrEqualTo(3));
        Assert.That(chain.Blocks, Is.EqualTo(blocks[^chain.Blocks.Count..]));
    }

    private static async Task<string[]?> FindAsync(FollowNode node, Hash256[] from, Hash256 target, int farthest = 100)
    {
        AnnouncedChain chain = new(remembered: 100);
        Array.ForEach(from, chain.Connect);
        IReadOnlyList<ChainStep>? steps = await new ChainWalker(node.Rpc, chain, retries: false).FindAsync(target, farthest, progress: null, default);
        foreach (ChainStep step in steps ?? [])
        {
            Assert.That(step.IsConnected ? step.Parent : step.Hash, Is.EqualTo(chain.Tip), "each step begins at the tip");
            chain.Apply(step);
            Assert.That(chain.Tip, Is.EqualTo(step.NewTip));
        }
        Assert.That(steps is null || chain.Tip == target);
        return steps is null ? null : [.. steps.Select(step => $"{(step.IsConnected ? '+' : '-')}{step.Height}")];
    }
}
