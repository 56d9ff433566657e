using System.Diagnostics.Metrics;
using ZmqNative.Diagnostics;

namespace ZmqNative.JetStream;

/// <summary>
/// The publisher's instruments of the meter <see cref="Telemetry.MeterName"/>, as docs/diagnostics.md
/// lists them.
/// </summary>
internal static class JetStreamMetrics
{
    private static readonly Meter s_meter = new(Telemetry.MeterName);
    private static readonly Gauge<int> s_writing = s_meter.CreateGauge<int>(
        "zmqnative.jetstream.writing", unit: null, "1 while it holds the lease and stores, else 0.");
    private static readonly Gauge<long> s_pending = s_meter.CreateGauge<long>(
        "zmqnative.jetstream.pending.messages", "{message}", "Messages that are not known to be stored.");
    private static readonly Counter<long> s_dropped = s_meter.CreateCounter<long>(
        "zmqnative.jetstream.dropped.messages", "{message}", "Messages that neither the buffer nor the history held.");
    private static readonly Counter<long> s_leasesLost = s_meter.CreateCounter<long>(
        "zmqnative.jetstream.leases.lost", "{lease}", "Times that another writer took the lease.");

    /// <summary>A publisher begins: its instruments read 0 from now on instead of being absent.</summary>
    internal static void Begin(string stream)
    {
        State(stream, JetStreamState.Waiting, JetStreamState.Waiting);
        Pending(stream, 0);
        Dropped(stream, 0);
        s_leasesLost.Add(0, Tag(stream));
    }

    internal static void State(string stream, JetStreamState before, JetStreamState now)
    {
        s_writing.Record(now == JetStreamState.Writing ? 1 : 0, Tag(stream));
        if (before == JetStreamState.Writing && now == JetStreamState.Standby)
        {
            s_leasesLost.Add(1, Tag(stream));
        }
    }

    internal static void Pending(string stream, long count) => s_pending.Record(count, Tag(stream));

    internal static void Dropped(string stream, long count) => s_dropped.Add(count, Tag(stream));

    private static KeyValuePair<string, object?> Tag(string stream) => new("stream", stream);
}
