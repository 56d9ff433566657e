namespace ZmqNative.Publishing;

/// <summary>The chainstate to which a connected block belongs (Core: ChainstateRole).</summary>
public enum ChainstateRole
{
    /// <summary>The chain the node follows.</summary>
    Normal,

    /// <summary>
    /// The background chainstate that checks the history below an assumeutxo snapshot; publishes
    /// nothing (Core v26 and later).
    /// </summary>
    Historical,
}
