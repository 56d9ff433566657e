using System.Diagnostics.Metrics;

namespace ZmqNative.Diagnostics;

/// <summary>
/// The subscribers' instruments of the meter <see cref="Telemetry.MeterName"/>, as
/// docs/diagnostics.md lists them. Nothing is counted while nobody listens.
/// </summary>
internal static class SubscriberMetrics
{
    /// <summary>
    /// The tag of topics whose sequences are not tracked, because a publisher has too many.
    /// </summary>
    internal const string OtherTopics = "(other)";

    private static readonly Meter s_meter = new(Telemetry.MeterName);
    private static readonly Counter<long> s_messages =
        s_meter.CreateCounter<long>("zmqnative.received.messages", "{message}", "Messages received.");
    private static readonly Counter<long> s_bytes =
        s_meter.CreateCounter<long>("zmqnative.received.bytes", "By", "Bytes of the messages' parts.");
    private static readonly Counter<long> s_gaps =
        s_meter.CreateCounter<long>("zmqnative.gaps", "{gap}", "Gaps in the message sequences of publishers.");
    private static readonly Counter<long> s_missed =
        s_meter.CreateCounter<long>("zmqnative.missed.messages", "{message}", "Messages missing in gaps.");
    private static readonly Counter<long> s_recovered = s_meter.CreateCounter<long>(
        "zmqnative.recovered.messages", "{message}", "Messages that were lost and recovered.");
    private static readonly Counter<long> s_discontinuities =
        s_meter.CreateCounter<long>("zmqnative.discontinuities", "{discontinuity}", "Losses of unknown size.");
    private static readonly Counter<long> s_restarts =
        s_meter.CreateCounter<long>("zmqnative.restarts", "{restart}", "Counters of publishers that went back.");
    private static readonly Counter<long> s_malformed =
        s_meter.CreateCounter<long>("zmqnative.malformed", "{message}", "Malformed messages.");
    private static readonly Counter<long> s_dropped =
        s_meter.CreateCounter<long>("zmqnative.dropped", "{message}", "Notifications dropped by a full queue.");

    static SubscriberMetrics()
    {
        _ = s_meter.CreateObservableUpDownCounter(
            "zmqnative.subscriber.connections", Connections.Measure, "{connection}", "Connections that are up.");
        _ = s_meter.CreateObservableUpDownCounter(
            "zmqnative.subscriber.queue.length", QueueLengths.Measure, "{item}", "Items that wait for consumers.");
    }

    internal static ObservedValues Connections { get; } = new();

    internal static ObservedValues QueueLengths { get; } = new();

    /// <summary>Whether <see cref="Received"/> would count.</summary>
    internal static bool CountsMessages => s_messages.Enabled || s_bytes.Enabled;

    /// <summary>
    /// Counts 0 of everything. The first value of a series is no increase: a gap that began its series
    /// with 1 would raise no alert.
    /// </summary>
    internal static void Begin(string topic, string address)
    {
        Counter<long>[] all =
        [
            s_messages, s_bytes, s_gaps, s_missed, s_recovered, s_discontinuities, s_restarts, s_malformed, s_dropped,
        ];
        foreach (Counter<long> counter in all)
        {
            Add(counter, topic, address, 0);
        }
    }

    internal static void Received(string topic, string address, long bytes)
    {
        Add(s_messages, topic, address);
        Add(s_bytes, topic, address, bytes);
    }

    internal static void Gap(string topic, string address, long missed)
    {
        Add(s_gaps, topic, address);
        Add(s_missed, topic, address, missed);
    }

    internal static void Recovered(string topic, string address) => Add(s_recovered, topic, address);

    internal static void Discontinuity(string topic, string address) => Add(s_discontinuities, topic, address);

    internal static void Restart(string topic, string address) => Add(s_restarts, topic, address);

    internal static void Malformed(string topic, string address) => Add(s_malformed, topic, address);

    internal static void Dropped(string topic, string address) => Add(s_dropped, topic, address);

    private static void Add(Counter<long> counter, string topic, string address, long number = 1)
    {
        KeyValuePair<string, object?> topicTag = new("topic", topic), addressTag = new("address", address);
        counter.Add(number, topicTag, addressTag);
    }
}
