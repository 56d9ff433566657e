using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Chain;

/// <summary>
/// A <see cref="HashTransaction"/> or <see cref="RawTransaction"/> with its origin.
/// </summary>
/// <param name="Notification">
/// The notification; its receiver disposes of it if it owns a body.
/// </param>
/// <param name="TxId">The transaction's id.</param>
/// <param name="Origin">Why it was published.</param>
/// <param name="SeenBefore">
/// True if the same topic has carried it before: a block repeats transactions of the mempool.
/// </param>
public readonly record struct OriginatedTransaction(
    Notification Notification, Hash256 TxId, TransactionOrigin Origin, bool SeenBefore);
