using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Rpc;

/// <summary>The mempool at one moment (<c>getrawmempool false true</c>).</summary>
/// <param name="TransactionIds">
/// The txid of every transaction, in no particular order (<c>txids</c>).
/// </param>
/// <param name="MempoolSequence">
/// The mempool sequence of the next <c>sequence</c> message with <c>A</c> or <c>R</c>. Messages
/// with this or a later number change the snapshot; those with an earlier number are already in it
/// (<c>mempool_sequence</c>; Core: CTxMemPool::GetSequence).
/// </param>
internal sealed record MempoolSnapshot(
    IReadOnlyList<Hash256> TransactionIds,
    ulong MempoolSequence);
