namespace ZmqNative.Node.Chain;

/// <summary>The event for which a node published a transaction.</summary>
public enum TransactionOrigin
{
    /// <summary>
    /// Unknown, because messages were lost or the topic <c>sequence</c> is missing.
    /// </summary>
    Unknown,

    /// <summary>The transaction entered the mempool.</summary>
    Mempool,

    /// <summary>The transaction is in a block that was connected.</summary>
    ConnectedBlock,

    /// <summary>The transaction is in a block that was disconnected.</summary>
    DisconnectedBlock,
}
