using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// Receives notifications on a thread of its own and hands them to a handler there: nothing is allocated for a notification, and nothing is copied. Heals by
/// itself, and tells what it notices. <see cref="NotificationSubscriber"/> puts a queue and <c>await foreach</c> on top.
/// </summary>
public sealed partial class NotificationReceiver : IDisposable
{
    private const int MessagesAtOnce = 100_000;
    private const int Soon = 50;

    private static int s_count;

    private readonly ZmqContext _context;
    private readonly bool _ownsContext;
    private readonly ZmqSocket _wake;
    private readonly ZmqSocket _woken;
    private readonly NotificationSubscriberOptions _options;
    private readonly INotificationHandler _handler;
    private readonly IBatchHandler? _batchHandler;
    private readonly int _batchSize;
    private readonly List<PublisherConnection> _connections = [];
    private readonly Watchdog _watchdog;
    private readonly Thread _thread;
    private MessageParts _parts;
    private int _inBatch;
    private uint _first;
    private ZmqPoller? _poller;
    private bool _polledAll;
    private int _polledMonitors;
    private volatile bool _ends;
    private volatile SubscriberState _state = SubscriberState.Recovering;

    /// <summary>Connects, now or when publishers appear, and begins to receive.</summary>
    /// <param name="options">What to subscribe to.</param>
    /// <param name="handler">Called on the receiving thread.</param>
    /// <exception cref="ArgumentException">No address, or an option that cannot be.</exception>
    /// <exception cref="ZmqException">An address that libzmq cannot connect to.</exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public NotificationReceiver(NotificationSubscriberOptions options, INotificationHandler handler)
        : this(options, handler, shared: null)
    {
    }

    /// <summary>The same in somebody else's context if there is one: its end is the receiver's end.</summary>
    internal NotificationReceiver(NotificationSubscriberOptions options, INotificationHandler handler, ZmqContext? shared)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        if (options.Addresses.Count == 0)
        {
            throw new ArgumentException("Addresses is empty: there is nothing to subscribe to.", nameof(options));
        }
        (_options, _handler, _batchHandler) = (options, handler, handler as IBatchHandler);
        _batchSize = _batchHandler?.BatchSize ?? int.MaxValue;
        (_context, _ownsContext) = (shared ?? new ZmqContext(), shared is null);
        _parts = MessageParts.Ring(_batchHandler?.BatchSize ?? 1);
        _watchdog = new Watchdog(options, Environment.TickCount64);
        _woken = new ZmqSocket(_context, ZmqSocketType.Pair);
        _wake = new ZmqSocket(_context, ZmqSocketType.Pair);
        try
        {
            string wakeEndpoint = $"inproc://zmqnative-receiver-{Interlocked.Increment(ref s_count)}";
            _woken.Bind(wakeEndpoint);
            _wake.Connect(wakeEndpoint);
            foreach (string address in options.Addresses)
            {
                PublisherConnection connection = new(_context, address, options);
                _connections.Add(connection);
                connection.Open();
            }
        }
        catch
        {
            Close();
            throw;
        }
        _thread = new Thread(Run) { IsBackground = true, Name = nameof(NotificationReceiver) };
        _thread.Start();
    }

    /// <summary>How the stream is doing.</summary>
    public SubscriberState State => _state;

    /// <summary>Ends the thread, after the handler has returned, and closes the connections. Does not wait when called by the handler.</summary>
    public void Dispose()
    {
        _ends = true;
        Wake();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    /// <summary>Has the thread look again whether the handler is ready. Any thread.</summary>
    internal void Wake()
    {
        try
        {
            _ = _wake.Send([]);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or ZmqException)
        {
            // It has ended already.
        }
    }

    private void Run()
    {
        foreach (string topic in _options.MissingTopics)
        {
            Tell(new TopicUnseen(string.Join(", ", _options.Addresses), DateTimeOffset.UtcNow, topic));
        }
        try
        {
            Receive();
        }
        catch (ZmqException exception) when (!_ownsContext && exception.IsContextTerminated)
        {
            // Whoever has the context has ended it.
        }
        _state = SubscriberState.Stopped;
        Tell(new StateChanged(string.Empty, DateTimeOffset.UtcNow, SubscriberState.Stopped));
        Close();
    }

    private void Receive()
    {
        while (!_ends)
        {
            if (Wait())
            {
                foreach (PublisherConnection connection in _connections)
                {
                    ReadMonitors(connection);
                    ReadProbe(connection);
                }
                ChangeState();
            }
            // Each time another one first: where there is room for few messages, the first would take it all.
            _first++;
            for (int i = 0; i < _connections.Count; i++)
            {
                Receive(_connections[(int)((_first + i) % _connections.Count)]);
            }
            // Nothing of this is looked at, or allocated, for each message.
            if (NextTime() <= Environment.TickCount64)
            {
                KeepTime(Environment.TickCount64);
            }
            ChangeState();
        }
    }

    // While the handler is not ready only monitors are waited for, and each socket is touched now and then: libzmq does its part only when it is called.
    // Returns whether a monitor has something to tell: to ask one that has not costs more than a message.
    private bool Wait()
    {
        bool all = _handler.IsReady;
        if (_poller is null || all != _polledAll)
        {
            ZmqSocket[] monitors = [.. _connections.SelectMany(connection => connection.Lives).Where(life => life.EndedAt is null)
                .SelectMany(life => (ZmqMonitorReader?[])[life.Monitor, life.ProbeMonitor]).OfType<ZmqMonitorReader>().Select(monitor => monitor.Events)];
            IEnumerable<ZmqSocket> messages = all ? _connections.Select(connection => connection.Front?.Socket).OfType<ZmqSocket>() : [];
            _poller = new ZmqPoller([_woken, .. monitors, .. messages]);
            (_polledAll, _polledMonitors) = (all, monitors.Length);
        }
        // Not for ever in one go, as a life that has ended may have its last messages still to come.
        bool soon = !all || _connections.Exists(connection => connection.Front?.EndedAt is not null);
        bool unread = _connections.Exists(connection => connection.MayHaveMessages);
        long wait = all && unread ? 0 : Math.Clamp(NextTime() - Environment.TickCount64, 0, soon ? Soon : int.MaxValue);
        _ = _poller.WaitForSignal(TimeSpan.FromMilliseconds(wait));
        while (_poller.IsReadable(0) && _woken.TryReceive(_parts.Topic))
        {
        }
        if (!all)
        {
            // That takes what their descriptors would tell, so the answer is kept.
            foreach (PublisherConnection connection in _connections)
            {
                foreach (ConnectionLife life in connection.Lives)
                {
                    bool isReadable = (life.Socket.Events & ZmqPollEvents.Receive) != 0;
                    connection.MayHaveMessages |= isReadable && life == connection.Front;
                }
            }
        }
        bool told = false;
        int place = 1;
        for (; place <= _polledMonitors; place++)
        {
            told |= _poller.IsReadable(place);
        }
        if (all)
        {
            foreach (PublisherConnection connection in _connections)
            {
                connection.MayHaveMessages |= connection.Front is not null && _poller.IsReadable(place++);
            }
        }
        return told;
    }

    private long NextTime()
    {
        long next = _watchdog.Next();
        foreach (PublisherConnection connection in _connections)
        {
            next = Math.Min(next, connection.OpenAt ?? long.MaxValue);
        }
        return next;
    }

    private void Tell(StreamEvent streamEvent) => _handler.OnEvent(streamEvent);

    private void Close()
    {
        _connections.ForEach(connection => connection.Dispose());
        _wake.Dispose();
        _woken.Dispose();
        _parts.Dispose();
        if (_ownsContext)
        {
            _context.Dispose();
        }
    }
}
