using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Rpc;

/// <summary>The mempool at one moment: what <c>getrawmempool false true</c> says.</summary>
/// <param name="TransactionIds">The txid of every transaction, in no particular order (<c>txids</c>).</param>
/// <param name="MempoolSequence">
/// The mempool sequence of the next message <c>sequence</c> with <c>A</c> or <c>R</c>: messages with this one and later ones change
/// this snapshot, those before are in it already (<c>mempool_sequence</c>; Core: CTxMemPool::GetSequence).
/// </param>
public sealed record MempoolSnapshot(
    IReadOnlyList<Hash256> TransactionIds,
    ulong MempoolSequence);
