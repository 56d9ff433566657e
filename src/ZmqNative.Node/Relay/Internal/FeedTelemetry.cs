using System.Diagnostics.Metrics;
using ZmqNative.Diagnostics;

namespace ZmqNative.Node.Relay;

/// <summary>The instruments of a feed from a running node; <see cref="Telemetry"/> lists them.</summary>
internal static class FeedTelemetry
{
    private static readonly Meter s_meter = new(Telemetry.MeterName);
    private static readonly InstrumentAdvice<double> s_seconds =
        new() { HistogramBucketBoundaries = [0.0001, 0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1, 5, 30] };
    private static readonly Gauge<int> s_up =
        s_meter.CreateGauge<int>(
            "zmqnative.feed.up", unit: null, "1 while the node's events are published as they happen, else 0.");
    private static readonly Histogram<double> s_lag =
        s_meter.CreateHistogram(
            "zmqnative.feed.lag", "s", "From receiving a node's message to publishing it.", tags: null, s_seconds);
    private static readonly Counter<long> s_gaps =
        s_meter.CreateCounter<long>("zmqnative.feed.gaps", "{gap}", "Times that messages from the node were missing.");
    private static readonly Counter<long> s_reconnects =
        s_meter.CreateCounter<long>(
            "zmqnative.feed.reconnects", "{reconnect}", "Times that the node was reached again.");

    /// <summary>A feed begins: its instruments read 0 from now on instead of being absent.</summary>
    internal static void Started()
    {
        Up(false);
        s_gaps.Add(0);
        s_reconnects.Add(0);
    }

    /// <summary>Sets whether the node's events are published as they happen.</summary>
    internal static void Up(bool up) => s_up.Record(up ? 1 : 0);

    /// <summary>A message of the node, received at this time, was published.</summary>
    internal static void Published(DateTimeOffset received)
    {
        if (s_lag.Enabled)
        {
            s_lag.Record((DateTimeOffset.UtcNow - received).TotalSeconds);
        }
    }

    /// <summary>Messages from the node are missing.</summary>
    internal static void Gap() => s_gaps.Add(1);

    /// <summary>The node was reached again.</summary>
    internal static void Reconnected() => s_reconnects.Add(1);
}
