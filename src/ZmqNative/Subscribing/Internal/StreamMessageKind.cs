namespace ZmqNative.Subscribing;

/// <summary>What a message of a node says.</summary>
internal enum StreamMessageKind
{
    /// <summary>A topic that is not one of Core's, or a message without a counter.</summary>
    Other,

    /// <summary><c>hashtx</c>.</summary>
    HashTransaction,

    /// <summary><c>rawtx</c>.</summary>
    RawTransaction,

    /// <summary><c>sequence</c>, A.</summary>
    Added,

    /// <summary><c>sequence</c>, R.</summary>
    Removed,

    /// <summary><c>sequence</c>, C.</summary>
    Connected,

    /// <summary><c>sequence</c>, D.</summary>
    Disconnected,

    /// <summary><c>hashblock</c>.</summary>
    HashBlock,

    /// <summary><c>rawblock</c>.</summary>
    RawBlock,
}
