using Microsoft.Extensions.Logging;

namespace ZmqNative.History;

/// <summary>The history's log messages, as docs/diagnostics.md lists them.</summary>
internal static partial class HistoryLog
{
    internal const string Category = "ZmqNative.History";

    [LoggerMessage(301, LogLevel.Information, "History of stream {Stream} is served at {Address}")]
    internal static partial void Serving(ILogger logger, string address, Guid stream);

    [LoggerMessage(302, LogLevel.Warning,
        "The history at {Address} is open to whoever reaches that address: configure CURVE, or use loopback")]
    internal static partial void Unprotected(ILogger logger, string address);

    [LoggerMessage(303, LogLevel.Warning,
        "Stream {Predecessor} did not end in order, and its last durable offset is {Offset}: stream {Stream} begins")]
    internal static partial void NewStream(ILogger logger, Guid predecessor, ulong offset, Guid stream);

    [LoggerMessage(304, LogLevel.Warning, "The history on disk begins again: {Reason}")]
    internal static partial void StoreBegun(ILogger logger, string reason);

    [LoggerMessage(305, LogLevel.Error,
        "The history on disk cannot be used, and history is kept in memory only: {Reason}")]
    internal static partial void StoreUnusable(ILogger logger, string reason);

    [LoggerMessage(306, LogLevel.Error,
        "The history on disk has ended at offset {Offset}, and history goes on in memory only: {Reason}")]
    internal static partial void StoreFailed(ILogger logger, string reason, ulong offset);

    [LoggerMessage(307, LogLevel.Error, "The history is served no longer: {Reason}")]
    internal static partial void Ended(ILogger logger, string reason);

    [LoggerMessage(308, LogLevel.Warning,
        "A reply at {Address} was dropped, because the client has not read its earlier ones; this is logged at most "
        + "once a minute")]
    internal static partial void Dropped(ILogger logger, string address);

    [LoggerMessage(309, LogLevel.Error,
        "The history on disk cannot be written after offset {Offset}, and is in memory only from there: {Reason}")]
    internal static partial void StoreWaits(ILogger logger, string reason, ulong offset);

    // A warning, as the tool shows no information: the end follows an error that it showed.
    [LoggerMessage(310, LogLevel.Warning, "The history on disk works again, and has all up to offset {Offset}")]
    internal static partial void StoreWorks(ILogger logger, ulong offset);
}
