namespace ZmqNative.History;

/// <summary>What was sent to all clients and not acknowledged. Used by one thread.</summary>
internal sealed class HistoryUnread
{
    /// <summary>The limit of docs/history-protocol.md.</summary>
    internal const long Most = 16 << 20;

    internal long Bytes { get; set; }

    internal bool IsTooMuch => Bytes >= Most;
}
