namespace ZmqNative.Publishing;

/// <summary>
/// The hooks that are called for a transaction added to the mempool, in this order.
/// </summary>
[Flags]
internal enum MempoolCalls
{
    None = 0,

    /// <summary><see cref="Notifier.NotifyTransaction"/>.</summary>
    Transaction = 1,

    /// <summary><see cref="Notifier.NotifyTransactionAcceptance"/>.</summary>
    Acceptance = 2,

    Both = Transaction | Acceptance,
}
