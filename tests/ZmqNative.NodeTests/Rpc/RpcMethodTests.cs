using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests.Rpc;

/// <summary>Each method against the node's own answers, asked for in another way, and against each other.</summary>
public sealed class RpcMethodTests
{
    private static readonly string s_address = Port.FreeAddress();
    private RegtestNode _node = null!;
    private NodeRpc _rpc = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _node = RegtestNode.Start($"-zmqpubsequence={s_address}", $"-zmqpubrawtx={s_address}", "-zmqpubrawtxhwm=7");
        _rpc = _node.Connect();
        _node.Generate(120);
    }

    [OneTimeTearDown]
    public void End()
    {
        _rpc?.Dispose();
        _node?.Dispose();
    }

    [Test]
    public async Task The_best_block_is_the_one_at_the_greatest_height()
    {
        Hash256 best = await _rpc.GetBestBlockHashAsync();
        Assert.That(best, Is.EqualTo(_node.Tip));
        Assert.That(await _rpc.GetBlockHashAsync(_node.Height), Is.EqualTo(best));
    }

    [Test]
    public async Task Headers_lead_from_the_tip_to_genesis_and_back()
    {
        Hash256 hash = await _rpc.GetBestBlockHashAsync();
        Hash256? above = null;
        for (int height = _node.Height, confirmations = 1; height >= 0; height--, confirmations++)
        {
            BlockHeaderInfo header = await _rpc.GetBlockHeaderAsync(hash);
            Hash256? below = height > 0 ? _node.BlockAt(height - 1) : null;
            Assert.That(header, Is.EqualTo(new BlockHeaderInfo(hash, height, below, confirmations, above, WorkOfRegtest(height))));
            (above, hash) = (hash, below ?? default);
        }
    }

    [Test]
    public async Task A_block_outside_the_best_chain_has_minus_1_confirmations_and_no_next()
    {
        Hash256 below = _node.Tip;
        Hash256 left = _node.Generate(1)[0];
        _node.Reorganise(1);
        BlockHeaderInfo header = await _rpc.GetBlockHeaderAsync(left);
        Assert.That(header, Is.EqualTo(new BlockHeaderInfo(left, _node.Height - 1, below, -1, null, WorkOfRegtest(_node.Height - 1))));
    }

    // Every block of regtest is as easy as can be: two hashes on average.
    private static UInt128 WorkOfRegtest(int height) => 2 * ((UInt128)height + 1);

    [Test]
    public async Task A_block_is_the_one_that_was_asked_for_with_its_transactions()
    {
        Spend spend = _node.SendTransaction(outputs: 252);
        Hash256 hash = _node.GenerateWith(spend);
        byte[] raw = await _rpc.GetBlockAsync(hash);
        Block block = Block.Parse(raw);
        Assert.That(block.Hash, Is.EqualTo(hash));
        Assert.That(block.Transactions.Length, Is.EqualTo(2));
        Assert.That(block.Transactions[1].Raw.ToArray(), Is.EqualTo(spend.Raw));
        Assert.That(Convert.ToHexStringLower(raw), Is.EqualTo(_node.Call("getblock", hash.ToString(), 0).GetValue<string>()));
    }

    [Test]
    public async Task The_mempool_is_listed_with_its_sequence_which_every_change_moves_on()
    {
        _node.Generate(1);
        MempoolSnapshot empty = await _rpc.GetRawMempoolAsync();
        Spend first = _node.SendTransaction();
        Spend second = _node.SendTransaction();
        MempoolSnapshot full = await _rpc.GetRawMempoolAsync();
        Assert.That(empty.TransactionIds, Is.Empty);
        Assert.That(full.TransactionIds, Is.EquivalentTo([first.Id, second.Id]));
        Assert.That(full.MempoolSequence, Is.EqualTo(empty.MempoolSequence + 2));
        Assert.That(full.MempoolSequence, Is.EqualTo(_node.Call("getrawmempool", false, true)["mempool_sequence"]!.GetValue<ulong>()));
    }

    [Test]
    public async Task The_mempool_sequence_is_that_of_the_next_message()
    {
        _node.GenerateWith(_node.SendTransaction(outputs: 252));
        using NotificationSubscriber subscriber = new(new NotificationSubscriberOptions { Addresses = { s_address }, Topics = { "sequence" } });
        Task<TransactionAdded> receiving = FirstAsync(subscriber);
        Dictionary<string, ulong> sequences = [];
        do
        {
            // Until the subscription has reached the node.
            ulong next = (await _rpc.GetRawMempoolAsync()).MempoolSequence;
            sequences.Add(_node.SendTransaction().Id.ToString(), next);
        }
        while (await Task.WhenAny(receiving, Task.Delay(20)) != receiving);
        TransactionAdded added = await receiving;
        Assert.That(added.MempoolSequence, Is.EqualTo(sequences[added.TxId.ToString()]));
    }

    private static async Task<TransactionAdded> FirstAsync(NotificationSubscriber subscriber)
    {
        while (true)
        {
            if (await subscriber.ReadAsync() is TransactionAdded added)
            {
                return added;
            }
        }
    }

    [Test]
    public async Task Notifications_are_listed_as_they_were_asked_for() => Assert.That(
        await _rpc.GetZmqNotificationsAsync(),
        Is.EqualTo([new ActiveNotification("pubrawtx", s_address, 7), new ActiveNotification("pubsequence", s_address, 1000)]));

    [Test]
    public async Task A_node_without_notifications_lists_none()
    {
        using RegtestNode node = RegtestNode.Start();
        using NodeRpc rpc = node.Connect();
        Assert.That(await rpc.GetZmqNotificationsAsync(), Is.Empty);
        Assert.That((await rpc.GetBlockHeaderAsync(await rpc.GetBestBlockHashAsync())).Previous, Is.Null, "genesis");
    }

    [Test]
    public async Task Many_threads_ask_at_once()
    {
        Task<Hash256>[] calls = [.. Enumerable.Range(0, 60).Select(height => Task.Run(() => _rpc.GetBlockHashAsync(height)))];
        Hash256[] hashes = await Task.WhenAll(calls).WaitAsync(RegtestNode.Deadline);
        Assert.That(hashes, Is.EqualTo(Enumerable.Range(0, 60).Select(_node.BlockAt)));
    }
}
