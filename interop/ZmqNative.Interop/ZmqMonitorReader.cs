using System.Runtime.InteropServices;
using System.Text;

namespace ZmqNative.Interop;

/// <summary>
/// Reports events of a socket's connections to a loop that polls anyway (zmq_socket_monitor);
/// <see cref="ZmqMonitor"/> does so on a separate thread. It has no limit, and has to be read
/// without long pauses. One thread at a time.
/// </summary>
public sealed class ZmqMonitorReader : IDisposable
{
    private static int s_count;

    private readonly ZmqMessage _part = new();
    private readonly ZmqSocket _monitored;
    private readonly string _endpoint;

    /// <summary>Starts to watch; attach it before bind and connect to miss nothing.</summary>
    /// <param name="context">The socket's context.</param>
    /// <param name="socket">The socket to watch, by one monitor at a time.</param>
    /// <exception cref="ZmqException">
    /// ETERM: context shut down; EMFILE: its socket limit is reached.
    /// </exception>
    public ZmqMonitorReader(ZmqContext context, ZmqSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _monitored = socket;
        _endpoint = $"inproc://zmqnative-monitor-reader-{Interlocked.Increment(ref s_count)}";
        Events = new ZmqSocket(context, ZmqSocketType.Pair);
        try
        {
            Events.ReceiveHighWatermark = 0;
            Events.Linger = 0;
            socket.StartMonitor(_endpoint);
            Events.Connect(_endpoint);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Becomes readable when there is an event; for a <see cref="ZmqPoller"/>.</summary>
    public ZmqSocket Events { get; }

    /// <summary>Takes the next event if there is one.</summary>
    /// <param name="report">The event.</param>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public bool TryRead(out ZmqMonitorEvent report)
    {
        if (!Events.TryReceive(_part))
        {
            report = default;
            return false;
        }

        // Two parts: uint16 kind and uint32 value in the machine's byte order (6 bytes),
        // then the endpoint as text.
        var kind = (ZmqMonitorEventKind)MemoryMarshal.Read<ushort>(_part.Span);
        uint value = MemoryMarshal.Read<uint>(_part.Span[sizeof(ushort)..]);
        _ = Events.Receive(_part);
        report = new ZmqMonitorEvent(kind, value, Encoding.UTF8.GetString(_part.Span));
        return true;
    }

    /// <summary>The type and the monitored socket. Takes no lock and never throws.</summary>
    public override string ToString() => $"{nameof(ZmqMonitorReader)} ({_monitored})";

    /// <summary>
    /// Stops watching. Call it before the socket is disposed of: afterwards the monitor ends with
    /// the socket, and its reader when it is collected.
    /// </summary>
    public void Dispose()
    {
        try
        {
            // The last event of a monitor is that it ends. If no reader took it, libzmq would wait
            // without limit, in the thread that closes all sockets.
            _monitored.StopMonitor(_endpoint);
            Events.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // The time of the socket's end is unknown; the reader of its last event
            // has to exist until then.
        }
        catch (ZmqException)
        {
            // The context was shut down: nothing waits any more.
            Events.Dispose();
        }
        _part.Dispose();
    }
}
