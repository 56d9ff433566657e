namespace ZmqNative.Publishing;

/// <summary>Which chainstate a connected block belongs to (Core: ChainstateRole).</summary>
public enum ChainstateRole
{
    /// <summary>The chain the node follows.</summary>
    Normal,

    /// <summary>The background chainstate that checks the history below an assumeutxo snapshot; publishes nothing (Core v26 and later).</summary>
    Historical,
}
