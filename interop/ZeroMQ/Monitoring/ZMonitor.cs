using System.Runtime.InteropServices;
using System.Text;
using ZmqNative.Interop;

namespace ZeroMQ.Monitoring;

/// <summary>Reads what <see cref="ZMonitors"/> lets a socket report, on a thread of its own, and raises it as events.</summary>
/// <remarks>
/// The thread ends with the last event, Stopped, and does not keep the process alive. A monitor that is disposed of raises no more events, but a thread in the background
/// goes on reading until the socket stops to report: libzmq waits for a reader, with its I/O thread and the one that closes sockets. So an endpoint has one monitor, once.
/// </remarks>
public class ZMonitor : ZThread
{
    /// <summary>How long the thread waits for events before it looks about again: 500 ms. <see cref="ZThread.Stop"/> and events end the wait at once.</summary>
    public static readonly TimeSpan PollingInterval = TimeSpan.FromMilliseconds(500);

    private readonly ZSocket _socket;
    private int _released;

    /// <summary>For derived classes.</summary>
    /// <param name="context">The socket's context.</param>
    /// <param name="socket">A PAIR socket connected to the endpoint; the monitor closes it. Its <see cref="ZSocket.ReceiveHighWatermark"/> should be 0.</param>
    /// <param name="endpoint">The endpoint.</param>
    protected ZMonitor(ZContext context, ZSocket socket, string endpoint) => (_socket, Endpoint) = (socket, endpoint);

    /// <summary>For derived classes.</summary>
    /// <param name="socket">A PAIR socket connected to the endpoint; the monitor closes it. Its <see cref="ZSocket.ReceiveHighWatermark"/> should be 0.</param>
    /// <param name="endpoint">The endpoint.</param>
    protected ZMonitor(ZSocket socket, string endpoint) : this(socket.Context, socket, endpoint)
    {
    }

    /// <summary>Every event, before it is raised as the one it is.</summary>
    public event EventHandler<ZMonitorEventArgs> AllEvents;

    /// <summary>The socket listens.</summary>
    public event EventHandler<ZMonitorFileDescriptorEventArgs> Listening;

    /// <summary>It could not listen; the value is the errno.</summary>
    public event EventHandler<ZMonitorEventArgs> BindFailed;

    /// <summary>A peer connected.</summary>
    public event EventHandler<ZMonitorFileDescriptorEventArgs> Accepted;

    /// <summary>A peer could not be accepted; the value is the errno.</summary>
    public event EventHandler<ZMonitorEventArgs> AcceptFailed;

    /// <summary>A connection was made.</summary>
    public event EventHandler<ZMonitorFileDescriptorEventArgs> Connected;

    /// <summary>A connection attempt is under way.</summary>
    public event EventHandler<ZMonitorEventArgs> ConnectDelayed;

    /// <summary>A connection will be tried again.</summary>
    public event EventHandler<ZMonitorIntervalEventArgs> ConnectRetried;

    /// <summary>A connection or listener was closed on this side.</summary>
    public event EventHandler<ZMonitorFileDescriptorEventArgs> Closed;

    /// <summary>Closing failed; the value is the errno.</summary>
    public event EventHandler<ZMonitorEventArgs> CloseFailed;

    /// <summary>The connection broke.</summary>
    public event EventHandler<ZMonitorFileDescriptorEventArgs> Disconnected;

    /// <summary>The last event: the socket was closed, or reports to another endpoint.</summary>
    public event EventHandler<ZMonitorEventArgs> Stopped;

    /// <summary>Where the socket reports to.</summary>
    public string Endpoint { get; }

    /// <summary>A monitor on <see cref="ZContext.Current"/>, not started.</summary>
    /// <param name="endpoint">As given to <see cref="ZMonitors"/>.</param>
    /// <exception cref="ZException">EINVAL, EPROTONOSUPPORT: no endpoint; ETERM, EMFILE: no socket can be made.</exception>
    public static ZMonitor Create(string endpoint) => Create(ZContext.Current, endpoint);

    /// <summary>A monitor on <see cref="ZContext.Current"/>, not started.</summary>
    /// <param name="endpoint">As given to <see cref="ZMonitors"/>.</param>
    /// <param name="error">EINVAL, EPROTONOSUPPORT: no endpoint; ETERM, EMFILE: no socket can be made; else null.</param>
    /// <returns>Null when there is an error.</returns>
    public static ZMonitor Create(string endpoint, out ZError error) => Create(ZContext.Current, endpoint, out error);

    /// <summary>A monitor, not started. Its reader is there from now on.</summary>
    /// <param name="context">The monitored socket's context.</param>
    /// <param name="endpoint">As given to <see cref="ZMonitors"/>.</param>
    /// <exception cref="ZException">EINVAL, EPROTONOSUPPORT: no endpoint; ETERM, EMFILE: no socket can be made.</exception>
    public static ZMonitor Create(ZContext context, string endpoint) => Create(context, endpoint, out ZError error) ?? throw new ZException(error);

    /// <summary>A monitor, not started. Its reader is there from now on.</summary>
    /// <param name="context">The monitored socket's context.</param>
    /// <param name="endpoint">As given to <see cref="ZMonitors"/>.</param>
    /// <param name="error">EINVAL, EPROTONOSUPPORT: no endpoint; ETERM, EMFILE: no socket can be made; else null.</param>
    /// <returns>Null when there is an error.</returns>
    public static ZMonitor Create(ZContext context, string endpoint, out ZError error)
    {
        ZSocket socket = ZSocket.Create(context, ZSocketType.PAIR, out error);
        if (socket is null)
        {
            return null;
        }
        // Without a limit: a monitor that is full stops the I/O thread.
        (socket.ReceiveHighWatermark, socket.Linger) = (0, TimeSpan.Zero);
        if (socket.Connect(endpoint, out error))
        {
            return new ZMonitor(context, socket, endpoint);
        }
        socket.Dispose();
        return null;
    }

    /// <summary>Raises events until the last one, or until the monitor is stopped or its context shut down.</summary>
    protected override void Run()
    {
        Thread.CurrentThread.IsBackground = true;
        bool more = true;
        try
        {
            CancellationToken token = Cancellor.Token;
            ZmqPoller poller = new(_socket.Native);
            using ZmqMessage part = new();
            while (more && !IsCancellationRequested)
            {
                _ = poller.Wait(PollingInterval, token);
                if (poller.IsReadable(0))
                {
                    ZMonitorEventData report = Read(_socket.Native, part);
                    Raise(report);
                    more = report.Event != ZMonitorEvents.Stopped;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stop ended a wait.
        }
        catch (ZmqException exception) when (exception.IsContextTerminated)
        {
            more = false;
        }
        catch (ZException exception) when (Equals(exception.Error, ZError.ETERM))
        {
            more = false;
        }
        Release(more);
    }

    /// <summary>Stops the events and leaves what is still to come to a thread in the background. Waits for a handler that runs, except in the handler itself.</summary>
    /// <param name="disposing">Whether <see cref="ZThread.Dispose()"/> calls.</param>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _thread is null)
        {
            Release(more: true);
        }
    }

    // An event is two parts: uint16 kind and uint32 value in the machine's byte order (6 bytes), then the endpoint as text.
    private static ZMonitorEventData Read(ZmqSocket socket, ZmqMessage part)
    {
        _ = socket.Receive(part);
        ZMonitorEventData report = default;
        report.Event = (ZMonitorEvents)MemoryMarshal.Read<ushort>(part.Span);
        report.EventValue = MemoryMarshal.Read<int>(part.Span[sizeof(ushort)..]);
        _ = socket.Receive(part);
        report.Address = Encoding.UTF8.GetString(part.Span);
        return report;
    }

    private static void Drain(ZSocket socket)
    {
        try
        {
            using ZmqMessage part = new();
            while (Read(socket.Native, part).Event != ZMonitorEvents.Stopped)
            {
            }
        }
        catch (ZmqException exception) when (exception.IsContextTerminated)
        {
            // Nothing waits for a reader any more.
        }
        socket.Dispose();
    }

    private void Release(bool more)
    {
        if (Interlocked.Exchange(ref _released, 1) == 1)
        {
            return;
        }
        if (!more)
        {
            _socket.Dispose();
            return;
        }
        ZSocket socket = _socket;
        new Thread(() => Drain(socket)) { IsBackground = true, Name = "ZMonitor" }.Start();
    }

    private void Raise(ZMonitorEventData report)
    {
        ZMonitorEventArgs plain = new(this, report);
        ZMonitorFileDescriptorEventArgs withDescriptor = new(this, report);
        AllEvents?.Invoke(this, plain);
        switch (report.Event)
        {
            case ZMonitorEvents.Listening:
                Listening?.Invoke(this, withDescriptor);
                break;
            case ZMonitorEvents.BindFailed:
                BindFailed?.Invoke(this, plain);
                break;
            case ZMonitorEvents.Accepted:
                Accepted?.Invoke(this, withDescriptor);
                break;
            case ZMonitorEvents.AcceptFailed:
                AcceptFailed?.Invoke(this, plain);
                break;
            case ZMonitorEvents.Connected:
                Connected?.Invoke(this, withDescriptor);
                break;
            case ZMonitorEvents.ConnectDelayed:
                ConnectDelayed?.Invoke(this, plain);
                break;
            case ZMonitorEvents.ConnectRetried:
                ConnectRetried?.Invoke(this, new ZMonitorIntervalEventArgs(this, report));
                break;
            case ZMonitorEvents.Closed:
                Closed?.Invoke(this, withDescriptor);
                break;
            case ZMonitorEvents.CloseFailed:
                CloseFailed?.Invoke(this, plain);
                break;
            case ZMonitorEvents.Disconnected:
                Disconnected?.Invoke(this, withDescriptor);
                break;
            case ZMonitorEvents.Stopped:
                Stopped?.Invoke(this, plain);
                break;
        }
    }
}
