using System.Collections.Concurrent;

namespace ZmqNative.Interop.Tests;

/// <summary>Keeps what a monitor reports, and waits for it with a deadline.</summary>
internal sealed class EventLog
{
    private readonly ConcurrentQueue<ZmqMonitorEvent> _events = new();

    internal IEnumerable<ZmqMonitorEventKind> Kinds => _events.Select(report => report.Kind);

    internal List<uint> Values(ZmqMonitorEventKind kind) => [.. _events.Where(report => report.Kind == kind).Select(report => report.Value)];

    internal void Add(ZmqMonitorEvent report) => _events.Enqueue(report);

    internal ZmqMonitorEvent WaitFor(ZmqMonitorEventKind kinds)
    {
        Within.Until(() => _events.Any(report => (report.Kind & kinds) != 0), $"{kinds}, but only {string.Join(", ", Kinds)}");
        return _events.First(report => (report.Kind & kinds) != 0);
    }
}
