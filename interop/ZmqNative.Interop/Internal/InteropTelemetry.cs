using System.Diagnostics.Metrics;

namespace ZmqNative.Interop;

/// <summary>The binding's meter "ZmqNative.Interop", which exists once libzmq is loaded.</summary>
internal static class InteropTelemetry
{
    internal const string MeterName = "ZmqNative.Interop";

    private static readonly Meter s_meter = new(MeterName);

    /// <summary>
    /// Creates the instruments. They are observable, so that no listener ever runs
    /// on the finaliser thread.
    /// </summary>
    internal static void Start()
    {
        _ = s_meter.CreateObservableCounter(
            "zmqnative.interop.messages.leaked", () => MessageHandle.Leaked, "{message}",
            "Message parts that were collected while memory of theirs was lent, because nobody disposed of them.");
        _ = s_meter.CreateObservableUpDownCounter(
            "zmqnative.interop.contexts.overdue", () => ContextEnd.OverdueCount, "{context}",
            "Contexts that libzmq has not ended in time, and that are kept until it has.");
    }
}
