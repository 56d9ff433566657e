using ZmqNative.Bitcoin;

namespace ZmqNative.Publishing;

/// <summary>
/// The events of a node, raised in the order in which they happened (Core: CValidationInterface).
/// </summary>
public interface INodeEvents
{
    /// <summary>
    /// The tip of the active chain moved. Raised once per activation step, not once per block.
    /// </summary>
    /// <param name="newTip">The new tip.</param>
    /// <param name="fork">
    /// The last block that the old and the new chain share; null when there was no chain before.
    /// </param>
    /// <param name="initialDownload">
    /// Whether the node is in initial block download, evaluated after the block was connected.
    /// </param>
    void UpdatedBlockTip(BlockIndex newTip, BlockIndex? fork, bool initialDownload);

    /// <summary>A transaction entered the mempool.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="mempoolSequence">
    /// The mempool's own count of additions and removals, from 1 at each start.
    /// </param>
    void TransactionAddedToMempool(Transaction transaction, ulong mempoolSequence);

    /// <summary>A transaction left the mempool, except by inclusion in a block.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="reason">The reason for the removal.</param>
    /// <param name="mempoolSequence">
    /// The mempool's own count of additions and removals, from 1 at each start.
    /// </param>
    void TransactionRemovedFromMempool(Transaction transaction, MempoolRemovalReason reason, ulong mempoolSequence);

    /// <summary>A block was connected to a chainstate.</summary>
    /// <param name="role">The chainstate.</param>
    /// <param name="block">The block with its transactions.</param>
    /// <param name="index">Its place in the chain.</param>
    void BlockConnected(ChainstateRole role, Block block, BlockIndex index);

    /// <summary>A block was disconnected from the active chain.</summary>
    /// <param name="block">The block with its transactions.</param>
    /// <param name="index">The place it had.</param>
    void BlockDisconnected(Block block, BlockIndex index);
}
