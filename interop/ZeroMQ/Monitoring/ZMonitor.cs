using System.Runtime.InteropServices;
using System.Text;
using ZmqNative.Interop;

namespace ZeroMQ.Monitoring;

/// <summary>
/// Reads the events that <see cref="ZMonitors"/> makes a socket report, on a thread of its own, and
/// raises them as .NET events.
/// </summary>
/// <remarks>
/// The thread ends with the last event, Stopped, and does not keep the process alive. A disposed
/// monitor raises no more events, but a background thread continues to read until the socket stops
/// reporting, because libzmq's I/O thread and its reaper would otherwise wait for a reader. So an
/// endpoint can have one monitor only, and only once.
/// </remarks>
public class ZMonitor : ZThread
{
    /// <summary>
    /// The longest wait for events before the thread checks whether it was stopped: 500 ms.
    /// <see cref="ZThread.Stop"/> and events end the wait immediately.
    /// </summary>
    public static readonly TimeSpan PollingInterval = TimeSpan.FromMilliseconds(500);

    private readonly ZSocket _socket;
    private int _released;

    /// <summary>Initialises the base of a derived class.</summary>
    /// <param name="context">The context of the socket.</param>
    /// <param name="socket">
    /// A PAIR socket connected to the endpoint; the monitor closes it. Its
    /// <see cref="ZSocket.ReceiveHighWatermark"/> should be 0.
    /// </param>
    /// <param name="endpoint">The endpoint to which the monitored socket reports.</param>
    protected ZMonitor(ZContext context, ZSocket socket, string endpoint) => (_socket, Endpoint) = (socket, endpoint);

    /// <summary>Initialises the base of a derived class.</summary>
    /// <param name="socket">
    /// A PAIR socket connected to the endpoint; the monitor closes it. Its
    /// <see cref="ZSocket.ReceiveHighWatermark"/> should be 0.
    /// </param>
    /// <param name="endpoint">The endpoint to which the monitored socket reports.</param>
    protected ZMonitor(ZSocket socket, string endpoint) : this(socket.Context, socket, endpoint)
    {
    }

    /// <summary>Raised for every event, before the event of its kind is raised.</summary>
    public event EventHandler<ZMonitorEventArgs> AllEvents;

    /// <summary>The socket listens at the endpoint (ZMQ_EVENT_LISTENING).</summary>
    public event EventHandler<ZMonitorFileDescriptorEventArgs> Listening;

    /// <summary>The socket could not listen, with the errno (ZMQ_EVENT_BIND_FAILED).</summary>
    public event EventHandler<ZMonitorEventArgs> BindFailed;

    /// <summary>A peer connected (ZMQ_EVENT_ACCEPTED).</summary>
    public event EventHandler<ZMonitorFileDescriptorEventArgs> Accepted;

    /// <summary>A peer was not accepted, with the errno (ZMQ_EVENT_ACCEPT_FAILED).</summary>
    public event EventHandler<ZMonitorEventArgs> AcceptFailed;

    /// <summary>A connection to the peer was made (ZMQ_EVENT_CONNECTED).</summary>
    public event EventHandler<ZMonitorFileDescriptorEventArgs> Connected;

    /// <summary>A connection attempt is under way (ZMQ_EVENT_CONNECT_DELAYED).</summary>
    public event EventHandler<ZMonitorEventArgs> ConnectDelayed;

    /// <summary>An attempt is repeated after an interval (ZMQ_EVENT_CONNECT_RETRIED).</summary>
    public event EventHandler<ZMonitorIntervalEventArgs> ConnectRetried;

    /// <summary>A connection or listener was closed on this side (ZMQ_EVENT_CLOSED).</summary>
    public event EventHandler<ZMonitorFileDescriptorEventArgs> Closed;

    /// <summary>Closing failed, with the errno (ZMQ_EVENT_CLOSE_FAILED).</summary>
    public event EventHandler<ZMonitorEventArgs> CloseFailed;

    /// <summary>The connection broke (ZMQ_EVENT_DISCONNECTED).</summary>
    public event EventHandler<ZMonitorFileDescriptorEventArgs> Disconnected;

    /// <summary>
    /// The last event: the socket was closed, or now reports to another endpoint
    /// (ZMQ_EVENT_MONITOR_STOPPED).
    /// </summary>
    public event EventHandler<ZMonitorEventArgs> Stopped;

    /// <summary>The inproc endpoint to which the socket reports.</summary>
    public string Endpoint { get; }

    /// <summary>Creates a monitor in <see cref="ZContext.Current"/>, not started.</summary>
    /// <param name="endpoint">The endpoint that was given to <see cref="ZMonitors"/>.</param>
    /// <exception cref="ZException">
    /// EINVAL, EPROTONOSUPPORT: the endpoint is not valid; ETERM: the context was shut down;
    /// EMFILE: the context has as many sockets as it allows.
    /// </exception>
    public static ZMonitor Create(string endpoint) => Create(ZContext.Current, endpoint);

    /// <summary>Creates a monitor in <see cref="ZContext.Current"/>, not started.</summary>
    /// <param name="endpoint">The endpoint that was given to <see cref="ZMonitors"/>.</param>
    /// <param name="error">
    /// EINVAL, EPROTONOSUPPORT: the endpoint is not valid; ETERM: the context was shut down;
    /// EMFILE: the context has as many sockets as it allows; null on success.
    /// </param>
    /// <returns>The monitor; null on an error.</returns>
    public static ZMonitor Create(string endpoint, out ZError error) => Create(ZContext.Current, endpoint, out error);

    /// <summary>
    /// Creates a monitor, not started. Its socket is connected already, so that no event is lost.
    /// </summary>
    /// <param name="context">The context of the monitored socket.</param>
    /// <param name="endpoint">The endpoint that was given to <see cref="ZMonitors"/>.</param>
    /// <exception cref="ZException">
    /// EINVAL, EPROTONOSUPPORT: the endpoint is not valid; ETERM: the context was shut down;
    /// EMFILE: the context has as many sockets as it allows.
    /// </exception>
    public static ZMonitor Create(ZContext context, string endpoint) =>
        Create(context, endpoint, out ZError error) ?? throw new ZException(error);

    /// <summary>
    /// Creates a monitor, not started. Its socket is connected already, so that no event is lost.
    /// </summary>
    /// <param name="context">The context of the monitored socket.</param>
    /// <param name="endpoint">The endpoint that was given to <see cref="ZMonitors"/>.</param>
    /// <param name="error">
    /// EINVAL, EPROTONOSUPPORT: the endpoint is not valid; ETERM: the context was shut down;
    /// EMFILE: the context has as many sockets as it allows; null on success.
    /// </param>
    /// <returns>The monitor; null on an error.</returns>
    public static ZMonitor Create(ZContext context, string endpoint, out ZError error)
    {
        ZSocket socket = ZSocket.Create(context, ZSocketType.PAIR, out error);
        if (socket is null)
        {
            return null;
        }
        // The queue has no limit, because a full one blocks libzmq's I/O thread.
        (socket.ReceiveHighWatermark, socket.Linger) = (0, TimeSpan.Zero);
        if (socket.Connect(endpoint, out error))
        {
            return new ZMonitor(context, socket, endpoint);
        }
        socket.Dispose();
        return null;
    }

    /// <summary>
    /// Raises events until the last one, or until the monitor is stopped or its context is shut
    /// down.
    /// </summary>
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
            // Stop ended the wait.
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

    /// <summary>
    /// Stops raising events and leaves the rest to a background thread. Waits for a handler that is
    /// running, unless it is called by the handler itself.
    /// </summary>
    /// <param name="disposing">
    /// True if <see cref="ZThread.Dispose()"/> calls, false if the finaliser does.
    /// </param>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _thread is null)
        {
            Release(more: true);
        }
    }

    // An event has two parts: uint16 kind and uint32 value in the machine's byte order (6 bytes),
    // then the endpoint as text.
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
