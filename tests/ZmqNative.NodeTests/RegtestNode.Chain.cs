using System.Text.Json.Nodes;
using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary>Blocks and transactions. Whatever changes them returns when the node has published all that it tells of it.</summary>
internal sealed partial class RegtestNode
{
    private const int CoinbaseMaturity = 100;

    // Confirmed coins that were free when the node was last asked.
    private readonly Queue<Coin> _coins = [];

    // To whom blocks are paid.
    private int _era;

    /// <summary>Any method of the RPC: <c>node.Call("getblockcount")</c>. What the node refuses is an <see cref="InvalidOperationException"/>.</summary>
    internal JsonNode Call(string method, params JsonNode[] parameters) => _calls.Call(method, parameters);

    internal int Height => Call("getblockcount").GetValue<int>();

    internal Hash256 Tip => Hash(Call("getbestblockhash"));

    internal Hash256 BlockAt(int height) => Hash(Call("getblockhash", height));

    /// <summary>Mines blocks on the tip, with what is in the mempool; their hashes, lowest first. A coinbase is spendable in the 100th block above it.</summary>
    internal Hash256[] Generate(int count) =>
        [.. CallAndPublish("generatetodescriptor", count, AnyoneScript.Descriptor(_era)).AsArray().Select(hash => Hash(hash!))];

    /// <summary>Mines one empty block, or with these transactions only.</summary>
    internal Hash256 GenerateWith(params Spend[] transactions) =>
        Hash(CallAndPublish("generateblock", AnyoneScript.Descriptor(_era), new JsonArray([.. transactions.Select(spend => (JsonNode)Convert.ToHexStringLower(spend.Raw))]))["hash"]!);

    /// <summary>
    /// Leaves a block and all above it: half of a reorganisation. Their transactions return to the mempool (unless more than ten blocks
    /// are left). Blocks mined next make the other branch.
    /// </summary>
    internal void Invalidate(Hash256 block)
    {
        BeginEra();
        CallAndPublish("invalidateblock", block.ToString());
    }

    /// <summary>
    /// Takes a block back that was invalidated, and all above it. If that has more work the node goes over to it in one step, as it
    /// does when a peer brings a better branch.
    /// </summary>
    internal void Reconsider(Hash256 block)
    {
        BeginEra();
        CallAndPublish("reconsiderblock", block.ToString());
    }

    /// <summary>Replaces the highest blocks by one block more than they were: a reorganisation. The new blocks are empty.</summary>
    /// <returns>The hashes of the new blocks, lowest first.</returns>
    internal Hash256[] Reorganise(int depth)
    {
        Invalidate(BlockAt(Height - depth + 1));
        return [.. Enumerable.Range(0, depth + 1).Select(_ => GenerateWith())];
    }

    /// <summary>Writes the chain to disk, so that it survives <see cref="Kill9"/>.</summary>
    internal void Flush() => Call("gettxoutsetinfo", "none");

    /// <summary>A confirmed coin that nothing spends yet, another one each time if those before were spent. There is one from block 100 on.</summary>
    internal Coin TakeCoin()
    {
        if (_coins.Count == 0)
        {
            FindCoins();
        }
        return _coins.TryDequeue(out Coin coin) ? coin : throw new InvalidOperationException("There is no spendable coin: Generate(100) makes the first.");
    }

    /// <summary>Spends a coin and puts the transaction into the mempool.</summary>
    /// <param name="coin">What to spend; null for any that is free.</param>
    /// <param name="outputs">How many coins to make of it: 1 to 252.</param>
    /// <param name="fee">In satoshi; enough by far for any of these. One that replaces another needs more than that (BIP 125).</param>
    internal Spend SendTransaction(Coin? coin = null, int outputs = 1, long fee = 100_000)
    {
        Spend spend = new(coin ?? TakeCoin(), outputs, fee);
        CallAndPublish("sendrawtransaction", Convert.ToHexStringLower(spend.Raw));
        return spend;
    }

    /// <summary>A transaction that makes a block of almost a megabyte: for <see cref="GenerateWith"/>, no mempool takes it.</summary>
    internal Spend SpendLarge() => new(TakeCoin(), outputs: 1, fee: 100_000, padding: 990_000);

    private JsonNode CallAndPublish(string method, params JsonNode[] parameters)
    {
        JsonNode result = Call(method, parameters);
        Call("syncwithvalidationinterfacequeue");
        return result;
    }

    // What was known of coins may be wrong from here on, and blocks have to differ from those mined before.
    private void BeginEra()
    {
        _coins.Clear();
        _era++;
    }

    private void FindCoins()
    {
        JsonNode found = Call("scantxoutset", "start", new JsonArray([.. Enumerable.Range(0, _era + 1).Select(era => (JsonNode)AnyoneScript.Descriptor(era))]));
        Dictionary<string, int> eras = Enumerable.Range(0, _era + 1).ToDictionary(era => Convert.ToHexStringLower(AnyoneScript.Output(era)));
        int height = found["height"]!.GetValue<int>();
        foreach (JsonNode? output in found["unspents"]!.AsArray())
        {
            bool mature = !output!["coinbase"]!.GetValue<bool>() || height + 1 - output["height"]!.GetValue<int>() >= CoinbaseMaturity;
            Coin coin = new(Hash(output["txid"]!), output["vout"]!.GetValue<int>(), (long)(output["amount"]!.GetValue<decimal>() * 100_000_000), eras[output["scriptPubKey"]!.GetValue<string>()]);
            // It lists what is confirmed; gettxout knows nothing of what the mempool spends.
            if (mature && Call("gettxout", coin.TransactionId.ToString(), coin.Index, true) is JsonObject { Count: > 0 })
            {
                _coins.Enqueue(coin);
            }
        }
    }

    private static Hash256 Hash(JsonNode display) => Hash256.Parse(display.GetValue<string>());
}
