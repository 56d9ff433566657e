using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Queries;

namespace ZmqNative.NodeTests.Rpc;

/// <summary>Queries answered from the RPC of a real node, with and without an index of transactions.</summary>
public sealed class NodeRpcQueriesTests
{
    [Test]
    public async Task Everything_is_answered([Values] bool hasIndex)
    {
        using RegtestNode node = RegtestNode.Start(hasIndex ? ["-txindex"] : []);
        node.Generate(101);
        using NodeRpc rpc = node.Connect();
        NodeRpcQueries queries = new(rpc);
        Assert.That(await queries.GetTipAsync(), Is.EqualTo(new BlockIndex(node.Tip, node.Height)));
        Assert.That(await queries.FindBlockHashAsync(node.Height + 1), Is.Null);
        Hash256 second = node.BlockAt(2);
        Assert.That(await queries.FindBlockHashAsync(2), Is.EqualTo(second));
        NodeBlock? header = await queries.FindHeaderAsync(second), block = await queries.FindBlockAsync(second);
        Assert.That((header!.Index, header.Confirmations), Is.EqualTo((new BlockIndex(second, 2), node.Height - 1)));
        Assert.That(Convert.ToHexStringLower(header.Raw.Span), Is.EqualTo((string?)node.Call("getblockheader", $"{second}", false)));
        Assert.That(Block.Parse(block!.Raw).Hash, Is.EqualTo(second));
        Assert.That(await queries.FindBlockAsync(default), Is.Null);

        Spend spend = node.SendTransaction();
        TransactionStatus inMempool = await queries.GetTransactionStatusAsync(spend.Id);
        Assert.That((inMempool.MempoolSequence, inMempool.Block), Is.EqualTo(((ulong?)(ulong)node.Call("getrawmempool", false, true)["mempool_sequence"]!, (BlockIndex?)null)));
        node.Generate(2);
        Assert.That(await queries.GetTransactionStatusAsync(spend.Id), Is.EqualTo(TransactionStatus.InBlock(new BlockIndex(node.BlockAt(node.Height - 1), node.Height - 1), 2)));
        Assert.That(await queries.GetTransactionStatusAsync(second), Is.EqualTo(TransactionStatus.Unknown));

        // Of a stale block the header is known, without confirmations.
        Hash256 stale = node.Tip;
        _ = node.Reorganise(1);
        Assert.That((await queries.FindHeaderAsync(stale))!.Confirmations, Is.EqualTo(-1));
    }
}
