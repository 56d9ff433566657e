namespace ZmqNative.Publishing;

/// <summary>Why a transaction left the mempool (Core: MemPoolRemovalReason). Being mined is not among them: that publishes no removal.</summary>
public enum MempoolRemovalReason
{
    /// <summary>Too old.</summary>
    Expiry,

    /// <summary>Pushed out because the mempool was full.</summary>
    SizeLimit,

    /// <summary>No longer valid after a reorganisation.</summary>
    Reorg,

    /// <summary>Spends a coin that a block spent otherwise.</summary>
    Conflict,

    /// <summary>Replaced by a transaction with a higher fee.</summary>
    Replaced,

    /// <summary>Not known: the source does not tell.</summary>
    Unknown,
}
