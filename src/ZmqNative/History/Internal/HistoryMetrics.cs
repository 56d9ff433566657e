using System.Diagnostics.Metrics;
using ZmqNative.Diagnostics;

namespace ZmqNative.History;

/// <summary>
/// The history's instruments of the meter <see cref="Telemetry.MeterName"/>, as docs/diagnostics.md
/// lists them.
/// </summary>
internal static class HistoryMetrics
{
    private static readonly Meter s_meter = new(Telemetry.MeterName);
    private static readonly Counter<long> s_requests =
        s_meter.CreateCounter<long>("zmqnative.history.requests", "{request}", "Requests to the history.");
    private static readonly Counter<long> s_refused =
        s_meter.CreateCounter<long>("zmqnative.history.refused", "{request}", "Requests that were refused.");
    private static readonly Counter<long> s_messages =
        s_meter.CreateCounter<long>("zmqnative.history.messages", "{message}", "Messages sent to clients.");
    private static readonly Counter<long> s_dropped = s_meter.CreateCounter<long>(
        "zmqnative.history.dropped", "{reply}", "Replies dropped because a client did not read its earlier ones.");

    static HistoryMetrics()
    {
        _ = s_meter.CreateObservableGauge(
            "zmqnative.history.disk.up", DiskUp.Measure, unit: null, "1 while history is kept on disk, else 0.");
        _ = s_meter.CreateObservableGauge(
            "zmqnative.history.disk.available",
            DiskAvailable.Measure,
            "By",
            "Bytes that are free where history is kept.");
    }

    /// <summary>Of the histories that should be kept on disk: 1, or 0.</summary>
    internal static ObservedValues DiskUp { get; } = new();

    /// <summary>Of the same: bytes.</summary>
    internal static ObservedValues DiskAvailable { get; } = new();

    /// <summary>A history begins: its counters read 0 from now on instead of being absent.</summary>
    internal static void Begin(string address)
    {
        foreach (Counter<long> counter in (Counter<long>[])[s_requests, s_messages, s_dropped])
        {
            counter.Add(0, Tag(address));
        }
        foreach (HistoryError error in Enum.GetValues<HistoryError>())
        {
            s_refused.Add(0, Tag(address), new KeyValuePair<string, object?>("error", HistoryProtocol.NameOf(error)));
        }
    }

    internal static void Request(string address) => s_requests.Add(1, Tag(address));

    internal static void Refused(string address, HistoryError error) =>
        s_refused.Add(1, Tag(address), new KeyValuePair<string, object?>("error", HistoryProtocol.NameOf(error)));

    internal static void Messages(string address, int count) => s_messages.Add(count, Tag(address));

    internal static void Dropped(string address) => s_dropped.Add(1, Tag(address));

    private static KeyValuePair<string, object?> Tag(string address) => new("address", address);
}
