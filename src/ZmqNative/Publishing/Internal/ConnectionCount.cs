using System.Diagnostics.Metrics;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;

namespace ZmqNative.Publishing;

/// <summary>
/// The connections of one bound socket, counted from its monitor's reports. All members may be
/// called from any thread.
/// </summary>
internal sealed class ConnectionCount
{
    private static readonly HashSet<ConnectionCount> s_open = [];
    private static readonly Meter s_meter = new(Telemetry.MeterName);
    private static readonly ObservableUpDownCounter<int> s_connections =
        s_meter.CreateObservableUpDownCounter(
            "zmqnative.connections", Measure, "{connection}", "Connections open now.");
    private static readonly Counter<long> s_handshakes =
        s_meter.CreateCounter<long>("zmqnative.handshakes", "{handshake}", "Completed handshakes.");

    private readonly string _address;
    private volatile TaskCompletionSource? _listenerClosed;
    private int _connections;

    /// <summary>
    /// Whether a listener has enabled connections or handshakes, which need a monitor on each
    /// socket.
    /// </summary>
    internal static bool IsEnabled => s_connections.Enabled || s_handshakes.Enabled;

    /// <summary>Starts counting; <see cref="Close"/> ends it.</summary>
    internal ConnectionCount(string address)
    {
        _address = address;
        s_handshakes.Add(0, Tag(address));
        lock (s_open)
        {
            s_open.Add(this);
        }
    }

    /// <summary>
    /// The connections now open at each address. Interfaces in one process may share an address:
    /// <c>tcp://127.0.0.1:*</c>.
    /// </summary>
    internal static IEnumerable<Measurement<int>> Measure()
    {
        lock (s_open)
        {
            return [.. from count in s_open
                       group Volatile.Read(ref count._connections) by count._address into address
                       select new Measurement<int>(address.Sum(), Tag(address.Key))];
        }
    }

    /// <summary>The connections that are open.</summary>
    internal int Open => Volatile.Read(ref _connections);

    /// <summary>Completes when libzmq has closed the listener, after the socket is unbound next.</summary>
    internal Task AwaitListenerClosed() =>
        (_listenerClosed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    internal void Observe(ZmqMonitorEvent report)
    {
        switch (report.Kind)
        {
            case ZmqMonitorEventKind.Closed:
                _ = _listenerClosed?.TrySetResult();
                break;
            case ZmqMonitorEventKind.Accepted:
                Interlocked.Increment(ref _connections);
                break;
            case ZmqMonitorEventKind.Disconnected:
                Interlocked.Decrement(ref _connections);
                break;
            case ZmqMonitorEventKind.HandshakeSucceeded:
                s_handshakes.Add(1, Tag(_address));
                break;
        }
    }

    /// <summary>
    /// Called after the socket was closed, which closes its connections. The monitor does not
    /// report these.
    /// </summary>
    internal void Close()
    {
        lock (s_open)
        {
            s_open.Remove(this);
        }
    }

    private static KeyValuePair<string, object?> Tag(string address) => new("address", address);
}
