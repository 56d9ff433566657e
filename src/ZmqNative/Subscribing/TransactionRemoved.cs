using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary><c>sequence</c>, label R: a transaction left the mempool, for any reason but being in a block.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="MessageSequence">The third part; null when the publisher sends none.</param>
/// <param name="TxId">The transaction's id, without witness.</param>
/// <param name="MempoolSequence">The node's own count of changes of its mempool, uint64; gaps are legal, since confirmed transactions leave without a word.</param>
public sealed record TransactionRemoved(string Source, DateTimeOffset Time, uint? MessageSequence, Hash256 TxId, ulong MempoolSequence)
    : Notification(Source, Time, "sequence", MessageSequence);
