using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Recordings;

/// <summary>events.jsonl: turns its lines into the events that the node raised.</summary>
internal sealed class TraceEvents(TraceFiles files, TraceBlocks blocks, TraceTransactions transactions)
{
    /// <summary>
    /// Reads the lines as they are enumerated. Skips the recorder's own rows and events that
    /// publish nothing.
    /// </summary>
    public IEnumerable<Action<INodeEvents>> Read()
    {
        foreach (JsonLine line in files.Lines("events.jsonl"))
        {
            if (line.Text("kind") == "event" && ToNodeEvent(line) is { } nodeEvent)
            {
                yield return nodeEvent;
            }
        }
    }

    private Action<INodeEvents>? ToNodeEvent(JsonLine line) => line.Text("name") switch
    {
        "BlockConnected" => BlockConnected(BlockOf(line), IndexOf(line)),
        "BlockDisconnected" => BlockDisconnected(BlockOf(line), IndexOf(line)),
        "UpdatedBlockTip" =>
            UpdatedBlockTip(TipIndex(line), line.IsNull("fork") ? null : ForkIndex(line), line.Boolean("ibd")),
        "TransactionAddedToMempool" => Added(AddedTransaction(line), line.UInt64("mempool_sequence")),
        "TransactionRemovedFromMempool" =>
            Removed(RemovedTransaction(line), Reason(line), line.UInt64("mempool_sequence")),
        "MempoolTransactionsRemovedForBlock" or "ChainStateFlushed" => null,
        _ => throw line.Unexpected("name", "an event of the node's validation interface"),
    };

    // An event keeps no part of its line, which is no longer valid when the event is delivered.
    private static Action<INodeEvents> BlockConnected(Block block, BlockIndex index) =>
        listener => listener.BlockConnected(ChainstateRole.Normal, block, index);

    private static Action<INodeEvents> BlockDisconnected(Block block, BlockIndex index) =>
        listener => listener.BlockDisconnected(block, index);

    private static Action<INodeEvents> UpdatedBlockTip(BlockIndex tip, BlockIndex? fork, bool ibd) =>
        listener => listener.UpdatedBlockTip(tip, fork, ibd);

    private static Action<INodeEvents> Added(Transaction transaction, ulong sequence) =>
        listener => listener.TransactionAddedToMempool(transaction, sequence);

    private static Action<INodeEvents> Removed(Transaction transaction, MempoolRemovalReason reason, ulong sequence) =>
        listener => listener.TransactionRemovedFromMempool(transaction, reason, sequence);

    private Block BlockOf(JsonLine line)
    {
        Hash256 hash = line.Hash("hash");
        return blocks.TryGet(hash, out var found)
            ? found.Block : throw line.Error($"expected the block {hash} in blocks.jsonl, found none.");
    }

    private static BlockIndex IndexOf(JsonLine line) => new(line.Hash("hash"), line.Int32("height"));

    /// <summary>A fork point may be below the recording, and only its hash is used.</summary>
    private BlockIndex ForkIndex(JsonLine line)
    {
        Hash256 hash = line.Hash("fork");
        return new BlockIndex(hash, blocks.TryGetHeight(hash, out int height) ? height : 0);
    }

    private BlockIndex TipIndex(JsonLine line)
    {
        Hash256 hash = line.Hash("hash");
        return blocks.TryGetHeight(hash, out int height)
            ? new BlockIndex(hash, height)
            : throw line.Error($"expected the block {hash} in blocks.jsonl, found none.");
    }

    private Transaction AddedTransaction(JsonLine line)
    {
        Hash256 txid = line.Hash("txid");
        Hash256 wtxid = line.Hash("wtxid");
        return transactions.TryGet(wtxid, out Transaction? found) && found.Id == txid
            ? found
            : throw line.Error($"expected the transaction {txid} with the wtxid {wtxid} in txs.jsonl, found none.");
    }

    /// <summary>
    /// Only the txid of a removal is published, so a transaction that was in the mempool before the
    /// recording began has no bytes.
    /// </summary>
    private Transaction RemovedTransaction(JsonLine line)
    {
        Hash256 txid = line.Hash("txid");
        return transactions.TryGet(txid, out Transaction? found)
            ? found : new Transaction(txid, ReadOnlyMemory<byte>.Empty);
    }

    private static MempoolRemovalReason Reason(JsonLine line) => line.Text("reason") switch
    {
        "expiry" => MempoolRemovalReason.Expiry,
        "sizelimit" => MempoolRemovalReason.SizeLimit,
        "reorg" => MempoolRemovalReason.Reorg,
        "conflict" => MempoolRemovalReason.Conflict,
        "replaced" => MempoolRemovalReason.Replaced,
        "unknown" => MempoolRemovalReason.Unknown,
        _ => throw line.Unexpected("reason", "expiry, sizelimit, reorg, conflict, replaced or unknown"),
    };
}
