using Microsoft.Extensions.Logging;

namespace ZmqNative.JetStream;

/// <summary>The log messages, category <c>ZmqNative.JetStream</c>.</summary>
internal static partial class JetStreamLog
{
    [LoggerMessage(1, LogLevel.Information, "{State}: {Reason}")]
    internal static partial void Status(ILogger logger, string state, string reason);

    [LoggerMessage(2, LogLevel.Warning,
        "{Count} messages were dropped before they were stored: the buffer of {Capacity} bytes was full, and no "
        + "history held them")]
    internal static partial void Dropped(ILogger logger, long count, long capacity);

    [LoggerMessage(3, LogLevel.Information,
        "What waits to be stored is read from the history: it is of an earlier process, or the buffer of {Capacity} "
        + "bytes is full")]
    internal static partial void Overflowing(ILogger logger, long capacity);
}
