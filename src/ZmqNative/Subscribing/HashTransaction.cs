using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary><c>hashtx</c>: a transaction entered the mempool, or is in a block that was connected or disconnected.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
/// <param name="MessageSequence">The third part; null when the publisher sends none.</param>
/// <param name="TxId">The transaction's id, without witness.</param>
public sealed record HashTransaction(string Source, DateTimeOffset Time, uint? MessageSequence, Hash256 TxId)
    : Notification(Source, Time, "hashtx", MessageSequence);
