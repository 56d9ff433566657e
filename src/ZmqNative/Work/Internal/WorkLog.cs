using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;

namespace ZmqNative.Work;

/// <summary>
/// The log messages of brokers and workers, category <c>ZmqNative.Work</c>, and the broker's
/// counters. Both are in docs/diagnostics.md.
/// </summary>
internal static partial class WorkLog
{
    internal const string Category = "ZmqNative.Work";

    private static readonly Meter s_meter = new(Telemetry.MeterName);
    private static readonly Counter<long> s_tasks =
        s_meter.CreateCounter<long>("zmqnative.work.tasks", "{task}", "Tasks with a result.");
    private static readonly Counter<long> s_reassigned =
        s_meter.CreateCounter<long>("zmqnative.work.reassigned", "{task}", "Tasks of workers that were lost.");
    private static readonly Counter<long> s_refused =
        s_meter.CreateCounter<long>("zmqnative.work.refused", "{message}", "Messages that were malformed or refused.");

    [LoggerMessage(501, LogLevel.Debug, "Worker {Worker} is ready for {Slots} tasks")]
    internal static partial void Joined(ILogger logger, WorkPeer worker, int slots);

    [LoggerMessage(502, LogLevel.Information, "Worker {Worker} has left: {Reason}; {Count} tasks are given to others")]
    internal static partial void Left(ILogger logger, WorkPeer worker, string reason, int count);

    [LoggerMessage(503, LogLevel.Debug, "Refused a message from {Worker}: {Reason}")]
    internal static partial void Refused(ILogger logger, string worker, string reason);

    [LoggerMessage(504, LogLevel.Warning, "{Address} can be reached from other machines, and without CURVE whoever "
        + "reaches it can take tasks and answer them")]
    internal static partial void Exposed(ILogger logger, string address);

    [LoggerMessage(
        505, LogLevel.Information, "The broker at {Address} was lost: {Reason}; next attempt in {Delay:0} ms")]
    internal static partial void BrokerLost(ILogger logger, string address, string reason, double delay);

    /// <summary>A broker begins: its counters read 0 from now on instead of being absent.</summary>
    internal static void Begin()
    {
        s_tasks.Add(0);
        s_reassigned.Add(0);
        s_refused.Add(0);
    }

    internal static void CountDone() => s_tasks.Add(1);

    internal static void CountReassigned() => s_reassigned.Add(1);

    internal static void CountRefused() => s_refused.Add(1);
}
