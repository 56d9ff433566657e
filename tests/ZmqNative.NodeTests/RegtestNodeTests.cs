using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary>What the tests on a real node rely on.</summary>
public sealed class RegtestNodeTests
{
    [Test]
    public void A_stopped_node_comes_back_with_its_blocks_and_its_mempool_and_ports()
    {
        string address = Port.FreeAddress();
        using RegtestNode node = RegtestNode.Start($"-zmqpubsequence={address}");
        node.Generate(100);
        Spend spend = node.SendTransaction();
        Hash256 tip = node.Tip;
        node.Restart();
        Assert.That(node.Tip, Is.EqualTo(tip));
        Assert.That(Mempool(node), Is.EqualTo([spend.Id]));
        Assert.That(node.Call("getzmqnotifications")[0]!["address"]!.GetValue<string>(), Is.EqualTo(address));
    }

    [Test]
    public void A_killed_node_comes_back_with_what_was_flushed()
    {
        using RegtestNode node = RegtestNode.Start();
        Hash256 flushed = node.Generate(2)[1];
        node.Flush();
        node.Generate(3);
        node.Kill9();
        Assert.That(node.IsRunning, Is.False);
        node.Restart();
        Assert.That(node.Tip, Is.EqualTo(flushed));
    }

    [Test]
    public void A_frozen_node_answers_after_it_is_thawed()
    {
        using RegtestNode node = RegtestNode.Start();
        node.Freeze();
        Task<int> height = Task.Run(() => node.Height);
        Assert.That(File.ReadAllText($"/proc/{node.ProcessId}/stat"), Does.Contain(") T "), "stopped by a signal");
        node.Thaw();
        Assert.That(height.Wait(RegtestNode.Deadline) && height.Result == 0);
    }

    [Test]
    public void A_node_that_is_frozen_is_ended_all_the_same()
    {
        int process;
        using (RegtestNode node = RegtestNode.Start())
        {
            process = node.ProcessId;
            node.Freeze();
        }
        Assert.That(Directory.Exists($"/proc/{process}"), Is.False);
    }

    [Test]
    public void A_frozen_node_can_be_stopped_properly()
    {
        using RegtestNode node = RegtestNode.Start();
        Hash256 tip = node.Generate(1)[0];
        node.Freeze();
        node.Restart();
        Assert.That(node.Tip, Is.EqualTo(tip));
    }

    [Test]
    public void A_reorganisation_brings_the_transactions_back_to_the_mempool()
    {
        using RegtestNode node = RegtestNode.Start();
        node.Generate(100);
        Spend spend = node.SendTransaction();
        Hash256 old = node.Generate(1)[0];
        Assert.That(Mempool(node), Is.Empty);
        Hash256[] blocks = node.Reorganise(1);
        Assert.That(blocks, Has.Length.EqualTo(2));
        Assert.That((node.Tip, node.Height), Is.EqualTo((blocks[1], 102)));
        Assert.That(Mempool(node), Is.EqualTo([spend.Id]));
        node.Invalidate(blocks[0]);
        node.Reconsider(old);
        Assert.That(node.Tip, Is.EqualTo(old));
        Assert.That(Mempool(node), Is.Empty);
    }

    [Test]
    public void Coins_of_every_era_are_found()
    {
        using RegtestNode node = RegtestNode.Start();
        node.Generate(1);
        node.Restart();
        node.Generate(100);
        Spend[] spends = [node.SendTransaction(), node.SendTransaction()];
        Assert.That(spends.Select(spend => spend.Id), Is.EquivalentTo(Mempool(node)));
    }

    [Test]
    public void Coins_are_split_chained_replaced_and_mined()
    {
        using RegtestNode node = RegtestNode.Start();
        node.Generate(101);
        Spend split = node.SendTransaction(outputs: 200);
        Spend chained = node.SendTransaction(split.Outputs[199]);
        Coin coin = node.TakeCoin();
        Spend replaced = node.SendTransaction(coin);
        Spend replacement = node.SendTransaction(coin, fee: 200_000);
        Assert.That(replacement.Id, Is.Not.EqualTo(replaced.Id));
        Assert.That(Mempool(node), Is.EquivalentTo([split.Id, chained.Id, replacement.Id]));
        Assert.That(node.TakeCoin, Throws.InvalidOperationException, "the two mature coinbases are spent");

        node.GenerateWith(split);
        Assert.That(Mempool(node), Is.EquivalentTo([chained.Id, replacement.Id]));
        HashSet<Coin> coins = [.. Enumerable.Range(0, 200).Select(_ => node.TakeCoin())];
        Assert.That(coins, Has.Count.EqualTo(200), "199 of the 200, and the coinbase of block 3");
    }

    private static Hash256[] Mempool(RegtestNode node) =>
        [.. node.Call("getrawmempool").AsArray().Select(id => Hash256.Parse(id!.GetValue<string>()))];
}
