namespace ZmqNative.Publishing;

/// <summary>
/// The reason why a transaction left the mempool (Core: MemPoolRemovalReason). Inclusion in a block
/// is absent, because it publishes no removal.
/// </summary>
public enum MempoolRemovalReason
{
    /// <summary>Too old.</summary>
    Expiry,

    /// <summary>Pushed out because the mempool was full.</summary>
    SizeLimit,

    /// <summary>No longer valid after a reorganisation.</summary>
    Reorg,

    /// <summary>A block spent the same coin in another transaction.</summary>
    Conflict,

    /// <summary>Replaced by a transaction with a higher fee.</summary>
    Replaced,

    /// <summary>Unknown: the source does not report it.</summary>
    Unknown,
}
