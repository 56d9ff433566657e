using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Chain;

/// <summary>A <see cref="HashTransaction"/> or <see cref="RawTransaction"/> and what is known of it.</summary>
/// <param name="Notification">The notification; whoever takes it disposes of it, if it owns a body.</param>
/// <param name="TxId">The transaction's id.</param>
/// <param name="Origin">Why it was published.</param>
/// <param name="SeenBefore">Whether the same topic has brought it before: a block repeats what the mempool had.</param>
public readonly record struct OriginatedTransaction(Notification Notification, Hash256 TxId, TransactionOrigin Origin, bool SeenBefore);
