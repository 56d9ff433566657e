using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace ZmqNative.Diagnostics;

/// <summary>
/// The publisher's metrics, as docs/diagnostics.md lists them, for OpenTelemetry, dotnet-counters or
/// a <see cref="MeterListener"/>.
/// Nothing is measured while nobody listens.
/// </summary>
/// <remarks>
/// Connections and handshakes need a monitor on each socket.
/// <c>NotificationInterface.Initialize</c> attaches it only if a listener has enabled them by then
/// or <c>NotificationInterface.ConnectionObserver</c> is set. Without monitors the sockets are as
/// Core's.
/// </remarks>
internal static class Telemetry
{
    /// <summary>The meter's name: <c>ZmqNative</c>.</summary>
    internal const string MeterName = "ZmqNative";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly InstrumentAdvice<double> s_fast =
        new() { HistogramBucketBoundaries = [0.00001, 0.000025, 0.0001, 0.00025, 0.001, 0.0025, 0.01, 0.025, 0.1, 1] };
    private static readonly Counter<long> s_messages = s_meter.CreateCounter<long>(
        "zmqnative.published.messages", "{message}", "Messages accepted by libzmq.");
    private static readonly Counter<long> s_bytes = s_meter.CreateCounter<long>(
        "zmqnative.published.bytes", "By", "Bytes of the messages' three parts.");
    private static readonly Histogram<double> s_publishing = s_meter.CreateHistogram(
        "zmqnative.publish.duration", "s", "Publishing one node event to all notifiers.", tags: null, s_fast);

    /// <summary>Whether <see cref="Published"/> would count.</summary>
    internal static bool CountsMessages => s_messages.Enabled || s_bytes.Enabled;

    /// <summary>
    /// Counts messages that libzmq accepted. A ready notifier counts 0 messages, so that its
    /// counters exist.
    /// </summary>
    // Not inlined, because the caller would clear the tags with each message, counted or not.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Published(string type, string address, int messages, int bytes)
    {
        KeyValuePair<string, object?> byType = new("type", type), byAddress = new("address", address);
        s_messages.Add(messages, byType, byAddress);
        s_bytes.Add(bytes, byType, byAddress);
    }

    /// <summary>Called before a node event is published.</summary>
    /// <returns>The start time for <see cref="EndPublishing"/>; 0 while nobody listens.</returns>
    internal static long BeginPublishing() => s_publishing.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Called after the event was published.</summary>
    internal static void EndPublishing(long begun)
    {
        if (begun != 0)
        {
            Record(begun);
        }
    }

    // Not inlined, so that callers stay small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Record(long begun) => s_publishing.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds);
}
