using System.Runtime.InteropServices;
using System.Text;

namespace ZmqNative.Interop;

/// <summary>
/// Reports events of a socket's connections (zmq_socket_monitor). It drains on a
/// separate thread and without a limit, because an undrained monitor stops the context's
/// I/O thread for all sockets.
/// </summary>
/// <remarks>
/// For a PUB socket it reports connections and completed handshakes, but not
/// subscribers, topics or drops.
/// </remarks>
public sealed class ZmqMonitor : IDisposable
{
    private static int s_count;

    private readonly ZmqSocket _monitored;
    private readonly string _endpoint;
    private readonly Thread _thread;

    /// <summary>Starts to watch; attach it before bind and connect to miss nothing.</summary>
    /// <param name="context">The socket's context.</param>
    /// <param name="socket">
    /// The socket to watch, by one monitor at a time: a second one ends the first. Disposing of the
    /// socket also ends the monitor.
    /// </param>
    /// <param name="handler">
    /// Called for every event, on the monitor's thread; must not throw.
    /// </param>
    /// <exception cref="ZmqException">
    /// ETERM: context shut down; EMFILE: its socket limit is reached.
    /// </exception>
    public ZmqMonitor(ZmqContext context, ZmqSocket socket, Action<ZmqMonitorEvent> handler)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(handler);
        _monitored = socket;
        _endpoint = $"inproc://zmqnative-monitor-{Interlocked.Increment(ref s_count)}";
        ZmqSocket events = new(context, ZmqSocketType.Pair);
        try
        {
            events.ReceiveHighWatermark = 0;
            events.Linger = 0;
            socket.StartMonitor(_endpoint);
            events.Connect(_endpoint);
        }
        catch
        {
            events.Dispose();
            throw;
        }
        // The thread refers neither to this nor to the socket, so that both can be collected; the
        // socket's finaliser then ends it.
        _thread = new Thread(() => Drain(events, handler)) { IsBackground = true, Name = "ZmqMonitor" };
        _thread.Start();
    }

    /// <summary>
    /// The type, the monitored socket, and whether the monitor has ended. Takes
    /// no lock and never throws.
    /// </summary>
    public override string ToString() => $"{nameof(ZmqMonitor)} ({_monitored}{(_thread.IsAlive ? "" : ", ended")})";

    /// <summary>
    /// Stops watching and waits until the handler has returned from the last event. It does not
    /// wait when called by the handler, nor after the socket was disposed of: the monitor then ends
    /// with the socket, which may have messages to send for a long time.
    /// </summary>
    public void Dispose()
    {
        try
        {
            _monitored.StopMonitor(_endpoint);
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        catch (ZmqException)
        {
            // Terminated before this: libzmq has stopped the monitor already.
        }
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    // An event is two parts: uint16 kind and uint32 value in the machine's byte order (6 bytes),
    // then the endpoint as text.
    private static void Drain(ZmqSocket events, Action<ZmqMonitorEvent> handler)
    {
        using ZmqMessage part = new();
        try
        {
            ZmqMonitorEvent report;
            do
            {
                _ = events.Receive(part);
                var kind = (ZmqMonitorEventKind)MemoryMarshal.Read<ushort>(part.Span);
                uint value = MemoryMarshal.Read<uint>(part.Span[sizeof(ushort)..]);
                _ = events.Receive(part);
                report = new ZmqMonitorEvent(kind, value, Encoding.UTF8.GetString(part.Span));
                handler(report);
            }
            while (report.Kind != ZmqMonitorEventKind.MonitorStopped);
        }
        catch (ZmqException exception) when (exception.IsContextTerminated)
        {
            // The context was shut down meanwhile.
        }
        events.Dispose();
    }
}
