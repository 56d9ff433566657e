using System.Text.Json.Nodes;
using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary>What happens to nodes: things to be published. Each takes a node with a chain of more than 110 blocks and leaves one.</summary>
internal sealed partial class RegtestNode
{
    /// <summary>The smallest limit there is for a mempool, for <see cref="OverfillMempool"/>.</summary>
    internal const string SmallestMempool = "-maxmempool=5";

    /// <summary>For <see cref="ExpireTransaction"/>: transactions may stay for an hour.</summary>
    internal const string ShortestExpiry = "-mempoolexpiry=1";

    /// <summary>Transactions, some on top of others, then a block with one of them, then one with all.</summary>
    internal void FillAndMine()
    {
        Spend split = SendTransaction(outputs: 20);
        Spend chained = SendTransaction(split.Outputs[0]);
        SendTransaction(chained.Outputs[0], outputs: 2);
        GenerateWith(split);
        foreach (Coin coin in split.Outputs[1..6])
        {
            SendTransaction(coin);
        }
        Generate(2);
    }

    /// <summary>One transaction replaced, then one with two children, all three at once; and one that offers too little and is refused.</summary>
    internal void ReplaceByFee()
    {
        Coin coin = TakeCoin();
        SendTransaction(coin);
        SendTransaction(coin, fee: 200_000);
        Coin parent = TakeCoin();
        Spend replaced = SendTransaction(parent, outputs: 2);
        SendTransaction(replaced.Outputs[0]);
        SendTransaction(replaced.Outputs[1]);
        SendTransaction(parent, fee: 900_000);
        Assert.That(() => SendTransaction(parent, outputs: 2, fee: 300_000), Throws.InvalidOperationException);
        Generate(1);
    }

    /// <summary>The highest blocks are left, each with transactions that return to the mempool, for more blocks that are empty; then they are mined again.</summary>
    internal void ReorganiseWithTransactions(int depth)
    {
        for (int i = 0; i < depth; i++)
        {
            Spend spend = SendTransaction(outputs: 3);
            SendTransaction(spend.Outputs[0]);
            Generate(1);
        }
        Reorganise(depth);
        Generate(1);
    }

    /// <summary>The node goes over to another branch in one step, as it does when a peer brings it, and back.</summary>
    internal void ChangeBranches()
    {
        Hash256 old = Generate(2)[0];
        Hash256 other = Reorganise(2)[0];
        Invalidate(other);
        Reconsider(old);
        SendTransaction();
        Reconsider(other);
        Generate(1);
    }

    /// <summary>A block with a transaction that conflicts with one in the mempool, which has a child.</summary>
    internal void EvictByConflict()
    {
        Coin contested = TakeCoin();
        Spend loser = SendTransaction(contested);
        SendTransaction(loser.Outputs[0]);
        GenerateWith(new Spend(contested, 1, 300_000));
        Generate(1);
    }

    /// <summary>More transactions than <see cref="SmallestMempool"/> holds, each better than those before.</summary>
    internal void OverfillMempool()
    {
        const int Most = 252;
        Coin[] coins = [.. SendTransaction(outputs: Most).Outputs, .. SendTransaction(outputs: Most).Outputs];
        Generate(1);
        for (int i = 0; i < coins.Length; i++)
        {
            Spend large = new(coins[i], outputs: Most, fee: 100_000 + (1000 * i));
            Call("sendrawtransaction", Convert.ToHexStringLower(large.Raw));
        }
        Assert.That(Call("getmempoolinfo")["size"]!.GetValue<int>(), Is.LessThan(coins.Length), "nothing was evicted");
        Generate(1);
    }

    /// <summary>A transaction and its child grow too old, which is noticed when another one comes.</summary>
    internal void ExpireTransaction()
    {
        Spend old = SendTransaction();
        SendTransaction(old.Outputs[0]);
        Call("setmocktime", DateTimeOffset.UtcNow.ToUnixTimeSeconds() + (2 * 60 * 60));
        Spend last = SendTransaction();
        Assert.That(Call("getrawmempool").AsArray().Select(id => id!.GetValue<string>()), Is.EqualTo([last.Id.ToString()]));
        Generate(1);
        Call("setmocktime", 0);
    }

    /// <summary>A block of almost a megabyte.</summary>
    internal void MineLargeBlock() => GenerateWith(SpendLarge());

    /// <summary>Transactions as fast as they are taken, and a block with all of them.</summary>
    /// <param name="count">How many; a multiple of 200.</param>
    internal void Burst(int count)
    {
        List<Coin> coins = [];
        for (int i = 0; i < count / 200; i++)
        {
            Spend split = new(TakeCoin(), outputs: 200, fee: 100_000);
            Call("sendrawtransaction", Convert.ToHexStringLower(split.Raw));
            coins.AddRange(split.Outputs);
        }
        // What is not mined yet may have 25 descendants.
        Generate(1);
        foreach (Coin coin in coins)
        {
            Call("sendrawtransaction", Convert.ToHexStringLower(new Spend(coin, outputs: 1, fee: 10_000).Raw));
        }
        Hash256 block = Generate(1)[0];
        Assert.That(Call("getblock", block.ToString()) is JsonObject found && found["nTx"]!.GetValue<int>() > count, "the block has all of them");
    }

    /// <summary>Takes the chain of another node, which listens: <c>-listen=1 -bind=127.0.0.1:PORT</c>. Empty before, it is in its initial download.</summary>
    internal void DownloadFrom(RegtestNode peer, int port)
    {
        Call("addnode", $"127.0.0.1:{port}", "onetry");
        if (!SpinWait.SpinUntil(() => Tip == peer.Tip, Deadline))
        {
            throw new TimeoutException($"The node is at height {Height} and not at {peer.Height}, {Deadline} after it was told of its peer.");
        }
        Call("syncwithvalidationinterfacequeue");
    }
}
