using Microsoft.Extensions.Logging;

namespace ZmqNative.Diagnostics;

/// <summary>
/// The log messages of subscribers, category <c>ZmqNative.Subscriber</c>. Connections are logged at
/// level debug, the state at information, and what may lose messages at warning. Event ids are the
/// table's in docs/diagnostics.md.
/// </summary>
internal static partial class SubscriberLog
{
    internal const string Category = "ZmqNative.Subscriber";

    /// <summary>A message of which the stream has no event, as is the next one.</summary>
    internal const int HeartbeatsUnansweredId = 116;

    internal const int NotHealedId = 118;

    [LoggerMessage(101, LogLevel.Debug, "Handshake with {Address} completed")]
    internal static partial void HandshakeDone(ILogger logger, string address);

    [LoggerMessage(103, LogLevel.Debug, "Disconnected from {Address}: {Reason}; next attempt in {Delay:0} ms")]
    internal static partial void Disconnected(ILogger logger, string address, string reason, double delay);

    [LoggerMessage(104, LogLevel.Debug, "No connection to {Address}: {Reason}; next attempt in {Delay:0} ms")]
    internal static partial void NotConnected(ILogger logger, string address, string reason, double delay);

    [LoggerMessage(
        105,
        LogLevel.Warning,
        "Gap in {Topic} of {Address}: {Missed} messages are missing, expected {Expected}, received {Received}")]
    internal static partial void Gap(
        ILogger logger, string topic, string address, uint missed, uint expected, uint received);

    [LoggerMessage(
        106,
        LogLevel.Warning,
        "Discontinuity in {Topic} of {Address} after a new connection: expected {Expected}, received {Received}")]
    internal static partial void Discontinuity(
        ILogger logger, string topic, string address, uint expected, uint received);

    [LoggerMessage(
        107,
        LogLevel.Warning,
        "Publisher at {Address} was restarted: {Topic} expected {Expected}, received {Received}")]
    internal static partial void PublisherRestarted(
        ILogger logger, string address, string topic, uint expected, uint received);

    [LoggerMessage(108, LogLevel.Warning, "Malformed {Topic} from {Address}: {Reason}")]
    internal static partial void Malformed(ILogger logger, string topic, string address, string reason);

    [LoggerMessage(109, LogLevel.Debug, "Duplicate {Topic} from {Address}: {Received} was received twice")]
    internal static partial void Duplicate(ILogger logger, string topic, string address, uint received);

    [LoggerMessage(
        110,
        LogLevel.Warning,
        "Queue of {Capacity} items is full: notifications are dropped, the first is {Topic} from {Address}")]
    internal static partial void Dropping(ILogger logger, int capacity, string topic, string address);

    [LoggerMessage(111, LogLevel.Information, "Queue is half empty again: {Count} notifications were dropped")]
    internal static partial void DroppingEnded(ILogger logger, long count);

    [LoggerMessage(112, LogLevel.Warning, "No {Topic} from {Address} for {After}: reconnecting")]
    internal static partial void Stalled(ILogger logger, string topic, string address, TimeSpan after);

    [LoggerMessage(114, LogLevel.Information, "State of the subscriber to {Addresses} is {State}")]
    internal static partial void StateChanged(ILogger logger, string addresses, string state);

    [LoggerMessage(115, LogLevel.Warning, "Waiting for {Address}: {Reason}")]
    internal static partial void Waiting(ILogger logger, string address, string reason);

    [LoggerMessage(
        HeartbeatsUnansweredId,
        LogLevel.Information,
        "Publisher at {Address} does not answer heartbeats: it is watched by TCP keepalive and StallAfter alone")]
    internal static partial void HeartbeatsUnanswered(ILogger logger, string address);

    [LoggerMessage(117, LogLevel.Warning, "The context of {Addresses} has not ended within {Time} and is kept")]
    internal static partial void ContextKept(ILogger logger, string addresses, TimeSpan time);

    [LoggerMessage(
        NotHealedId, LogLevel.Warning, "The history does not heal what {Address} has lost: {Reason}")]
    internal static partial void NotHealed(ILogger logger, string address, string reason);

    [LoggerMessage(
        119, LogLevel.Warning, "Messages of {Address} after {After} up to offset {Last} are gone from the history")]
    internal static partial void GoneFromHistory(
        ILogger logger, string address, string after, ulong? last);
}
