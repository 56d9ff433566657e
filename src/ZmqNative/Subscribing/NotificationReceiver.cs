using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Subscribing;

/// <summary>
/// Receives notifications on a thread of its own and calls a handler there: nothing is allocated
/// for a notification, and nothing is copied. It reconnects by itself and reports losses.
/// <see cref="NotificationSubscriber"/> adds a queue and <c>await foreach</c>.
/// </summary>
public sealed class NotificationReceiver : IDisposable
{
    // SUB sockets have nothing to send, so this is reached only if libzmq does not end by itself.
    private static readonly TimeSpan s_endGrace = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger;
    private readonly string _addresses;
    private readonly ZmqContext _context;
    private readonly bool _ownsContext;
    private readonly ClientSecurity? _security;
    private readonly ReceiverSignal _signal;
    private readonly Endpoint[] _endpoints;
    private readonly PollSet _pollSet;
    private readonly HistoryHealer? _healer;
    private readonly GapFiller? _filler;
    private readonly MessageDispatcher _dispatcher;
    private readonly ConnectionManager _connections;
    private readonly Thread _thread;
    private int _next;

    /// <summary>
    /// Starts to receive. Publishers that are not there yet are connected to when they appear.
    /// </summary>
    /// <param name="options">What to subscribe to; read once.</param>
    /// <param name="handler">Called on the receiving thread.</param>
    /// <param name="loggerFactory">
    /// Creates the logger, category <c>ZmqNative.Subscriber</c>: losses at level warning, states at
    /// information, connections at debug (default: none).
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no address, or an option is invalid.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// CurveCertificate is no certificate, or PlainLogin no login, or one that others can read.
    /// </exception>
    /// <exception cref="IOException">CurveCertificate or PlainLogin cannot be read.</exception>
    /// <exception cref="NotSupportedException">
    /// CURVE is wanted, and libzmq was built without it.
    /// </exception>
    /// <exception cref="ZmqException">libzmq does not accept an address.</exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public NotificationReceiver(
        NotificationSubscriberOptions options, INotificationHandler handler, ILoggerFactory? loggerFactory = null)
        : this(options, handler, loggerFactory, shared: null)
    {
    }

    /// <summary>
    /// Receives in another owner's context, if there is one; when that is terminated, the receiver
    /// ends.
    /// </summary>
    internal NotificationReceiver(
        NotificationSubscriberOptions options,
        INotificationHandler handler,
        ILoggerFactory? loggerFactory,
        ZmqContext? shared)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        options.Check();
        _security = ClientSecurity.Create(
            options.CurveServerKey, options.CurveCertificate, options.PlainLogin,
            [.. options.Addresses, .. options.History], loggerFactory);
        (_context, _ownsContext) = (shared ?? new ZmqContext(), shared is null);
        SilenceWatchdog watchdog = new(options, Environment.TickCount64);
        _logger = loggerFactory?.CreateLogger(SubscriberLog.Category) ?? NullLogger.Instance;
        _addresses = string.Join(", ", options.Addresses);
        _signal = new ReceiverSignal();
        EventReporter events = new(handler, _logger, _addresses);
        _endpoints =
        [
            .. options.Addresses.Select(address => new Endpoint(_context, address, options, _security, _signal.Wake)),
        ];
        if (options.History.Count > 0)
        {
            _healer = new HistoryHealer(options, _endpoints, events, _signal.Wake, _logger);
            events.First = handler = _healer;
        }
        if (options.FillGaps)
        {
            _filler = new GapFiller(options, events.First ?? events, _signal.Wake);
            events.First = handler = _filler;
        }
        _pollSet = new PollSet(_endpoints, _signal);
        _dispatcher = new MessageDispatcher(handler, watchdog, events, _signal, options.RequiresCounters);
        _connections = new ConnectionManager(_endpoints, options, watchdog, _dispatcher, events);
        try
        {
            BeginMetrics(options);
            Array.ForEach(_endpoints, endpoint => endpoint.Start());
        }
        catch
        {
            Close();
            throw;
        }
        _thread = new Thread(Run) { IsBackground = true, Name = nameof(NotificationReceiver) };
        _thread.Start();
    }

    // A topic that was asked for and never comes has to be seen, too.
    private static void BeginMetrics(NotificationSubscriberOptions options)
    {
        foreach (Topic topic in options.Records.Keys.Where(topic => options.Topics.Contains(topic.Name)))
        {
            foreach (string address in options.Addresses)
            {
                SubscriberMetrics.Begin(topic.Name, address);
            }
        }
    }

    /// <summary>The state of the stream. Any thread.</summary>
    public SubscriberState State => _connections.State;

    /// <summary>
    /// Stops the thread after the handler has returned, and closes the connections. Any thread;
    /// called by the handler it does not wait.
    /// </summary>
    public void Dispose()
    {
        _signal.Stop();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    /// <summary>Makes the thread check again whether the handler is ready. Any thread.</summary>
    internal void Wake() => _signal.Wake();

    private void Run()
    {
        _connections.ReportMissingTopics();
        try
        {
            Receive();
        }
        catch (Exception exception) when (
            !_ownsContext && exception is ZmqException { IsContextTerminated: true } or ObjectDisposedException)
        {
            // The owner of the context has terminated it.
        }
        _connections.Stop();
        Close();
    }

    private void Receive()
    {
        while (!_signal.IsStopping)
        {
            // Until this time silence is known: what came while the handler was busy afterwards is
            // found by the next wait.
            long looked = Environment.TickCount64;
            long deadline = Math.Min(
                _connections.NextDeadline(),
                Math.Min(_filler?.NextDeadline ?? long.MaxValue, _healer?.NextDeadline ?? long.MaxValue));
            if (_pollSet.Wait(_dispatcher.IsHandlerReady, deadline))
            {
                _connections.ReadMonitors();
            }
            _connections.ReadProbes();
            _healer?.Advance();
            // A round begins behind the endpoint that was served last: where there is room for few
            // messages, one takes it all.
            int first = _next;
            for (int i = 0; i < _endpoints.Length; i++)
            {
                int place = (first + i) % _endpoints.Length;
                _next = _dispatcher.Receive(_endpoints[place]) ? place + 1 : _next;
            }
            _filler?.Advance();
            // Once for many messages: this takes longer than receiving one, and may allocate.
            if (_connections.NextDeadline() <= looked)
            {
                _connections.CheckDeadlines(looked);
            }
            _connections.UpdateState();
        }
    }

    private void Close()
    {
        Array.ForEach(_endpoints, endpoint => endpoint.Dispose());
        _signal.Dispose();
        _dispatcher.Dispose();
        _filler?.Dispose();
        _healer?.Dispose();
        _security?.Dispose();
        if (_ownsContext && !_context.Terminate(s_endGrace))
        {
            SubscriberLog.ContextKept(_logger, _addresses, s_endGrace);
        }
    }
}
