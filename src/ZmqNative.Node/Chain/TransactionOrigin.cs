namespace ZmqNative.Node.Chain;

/// <summary>Why a node published a transaction.</summary>
public enum TransactionOrigin
{
    /// <summary>Not known: messages were lost, or there is no topic <c>sequence</c>.</summary>
    Unknown,

    /// <summary>It entered the mempool.</summary>
    Mempool,

    /// <summary>It is in a block that was connected.</summary>
    ConnectedBlock,

    /// <summary>It is in a block that was disconnected.</summary>
    DisconnectedBlock,
}
