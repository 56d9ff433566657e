using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Work;

/// <summary>
/// Spreads tasks over workers in other threads, processes or machines (ROUTER; each
/// <see cref="WorkWorker"/> is a DEALER). The worker used least recently gets the next task; the
/// tasks of one that is lost go to others; results come in the order of the tasks.
/// </summary>
/// <remarks>
/// A task may be done more than once, when a worker is lost after it did it, and has one result all
/// the same. Any thread may call. The protocol is in docs/work-protocol.md.
/// </remarks>
public sealed class WorkBroker : IDisposable
{
    // The last word to the workers gets this long to leave.
    private const int LingerMilliseconds = 1000;

    private readonly WorkBrokerOptions _options;
    private readonly ILogger _logger;
    private readonly ZmqContext _context = new();
    private readonly ZmqSocket _socket;
    private readonly ServerSecurity? _security;
    private readonly Lock _lock = new();
    private readonly WorkDispatcher _dispatcher;
    private readonly Thread _thread;
    private long _tasks;
    private bool _isRunning;
    private volatile bool _ended;
    private Exception? _fault;

    /// <summary>Binds the address; workers may come from now on.</summary>
    /// <param name="options">Read once.</param>
    /// <param name="loggerFactory">Category <c>ZmqNative.Work</c> (default: no log).</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="ZmqException">The address cannot be bound.</exception>
    /// <exception cref="IOException">The certificate or the passwords cannot be read.</exception>
    /// <exception cref="InvalidDataException">The certificate is none.</exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    public WorkBroker(WorkBrokerOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_options, _logger) = (options, loggerFactory?.CreateLogger(WorkLog.Category) ?? NullLogger.Instance);
        try
        {
            _security = ServerSecurity.Create(_context, options.Curve, options.Plain, onRevoked: null, loggerFactory);
            _socket = new ZmqSocket(_context, ZmqSocketType.Router)
            {
                Linger = LingerMilliseconds,
                MaxMessageSize = options.MaxResultLength,
                HandshakeInterval = ServerLimits.HandshakeMilliseconds,
                IPv6 = ZmqAddress.IsIPv6(options.Address),
            };
            // A worker that is gone is then an error of the send, and known at once.
            _socket.SetRouterMandatory(true);
            _security?.Protect(_socket, options.Address);
            _security?.ForgetKey();
            _socket.Bind(ZmqAddress.Translate(options.Address));
            Address = _socket.LastEndpoint;
        }
        catch
        {
            _socket?.Dispose();
            _security?.Dispose();
            _context.Dispose();
            throw;
        }
        if (_security is null && !AllowedAddresses.IsLocalEndpoint(Address))
        {
            WorkLog.Exposed(_logger, Address);
        }
        WorkLog.Begin();
        _dispatcher = new WorkDispatcher(_socket, _security, options, _logger);
        _thread = new Thread(Serve) { IsBackground = true, Name = "ZmqNative.WorkBroker" };
        _thread.Start();
    }

    /// <summary>Where workers connect, with the port that was chosen.</summary>
    public string Address { get; }

    /// <summary>The number of workers that are there.</summary>
    public int Workers
    {
        get
        {
            lock (_lock)
            {
                return _dispatcher.Workers;
            }
        }
    }

    /// <summary>
    /// Has tasks done and returns their results in the order of the tasks. One run at a time; a
    /// consumer that reads slowly, or ends early, has no further task begun.
    /// </summary>
    /// <param name="tasks">
    /// Enumerated as there is room (<see cref="WorkBrokerOptions.MaxPending"/>), by the consumer's
    /// thread; may have no end. The bytes must not change until the result is there.
    /// </param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="InvalidOperationException">Another run is under way.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed of.</exception>
    public async IAsyncEnumerable<WorkResult> RunAsync(
        IEnumerable<ReadOnlyMemory<byte>> tasks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        Begin();
        Queue<WorkTask> pending = [];
        try
        {
            long index = 0, bytes = 0;
            bool more = true;
            using IEnumerator<ReadOnlyMemory<byte>> next = tasks.GetEnumerator();
            while (true)
            {
                while (more && HasRoom(pending, bytes)
                    && !(pending.TryPeek(out WorkTask? head) && head.Result.IsCompleted))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (more = next.MoveNext())
                    {
                        bytes += next.Current.Length;
                        pending.Enqueue(Add(index++, next.Current));
                    }
                }
                if (pending.Count == 0)
                {
                    break;
                }
                WorkResult result = await pending.Peek().Result.WaitAsync(cancellationToken).ConfigureAwait(false);
                bytes -= pending.Dequeue().Body.Length;
                yield return result;
            }
        }
        finally
        {
            lock (_lock)
            {
                _dispatcher.Abandon(pending);
                _isRunning = false;
            }
        }
    }

    /// <summary>
    /// Ends a run with <see cref="ObjectDisposedException"/>, says to the workers that there is no
    /// further work, and closes the socket.
    /// </summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }
            _ended = true;
            _dispatcher.Fail(new ObjectDisposedException(nameof(WorkBroker)));
            _dispatcher.End();
        }
        _socket.Dispose();
        _thread.Join();
        _security?.Dispose();
        _context.Dispose();
    }

    private bool HasRoom(Queue<WorkTask> pending, long bytes) =>
        pending.Count < _options.MaxPending && (bytes < _options.MaxPendingBytes || pending.Count == 0);

    private void Begin()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            if (_isRunning)
            {
                throw new InvalidOperationException("A WorkBroker has one run at a time.");
            }
            _isRunning = true;
        }
    }

    private WorkTask Add(long index, ReadOnlyMemory<byte> body)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            if (_fault is not null)
            {
                throw new InvalidOperationException($"The broker has failed: {_fault.Message}", _fault);
            }
            WorkTask task = new(_tasks++, index, body);
            _dispatcher.Add(task);
            return task;
        }
    }

    private void Serve()
    {
        List<ZmqMessage> parts = [];
        long beaten = Stopwatch.GetTimestamp();
        try
        {
            while (!_ended)
            {
                TimeSpan left = _options.HeartbeatInterval - Stopwatch.GetElapsedTime(beaten);
                int count = left > TimeSpan.Zero ? _socket.Receive(parts, left) : 0;
                lock (_lock)
                {
                    if (count > 0 && Handle(parts, count) is { } fault)
                    {
                        WorkLog.CountRefused();
                        WorkLog.Refused(_logger, Convert.ToHexStringLower(parts[0].Span), fault);
                    }
                    if (Stopwatch.GetElapsedTime(beaten) >= _options.HeartbeatInterval)
                    {
                        beaten = Stopwatch.GetTimestamp();
                        _dispatcher.Beat();
                    }
                }
            }
        }
        catch (Exception) when (_ended)
        {
            // The socket was closed to end the wait.
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                _fault = exception;
                _dispatcher.Fail(exception);
            }
        }
        finally
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    /// <summary>Handles a message.</summary>
    /// <returns>Null, or why it is ignored.</returns>
    private string? Handle(List<ZmqMessage> parts, int count)
    {
        ReadOnlySpan<byte> command = count > 1 ? parts[1].Span : default;
        if (command.SequenceEqual(WorkProtocol.Ready))
        {
            return _dispatcher.Welcome(
                parts[0].ToArray(), Slots(parts, count), _security is null ? null : ZapUser.Of(parts[1]));
        }
        if (_dispatcher.Find(parts[0].Span) is not { } peer)
        {
            return "it has not announced itself with READY, or was silent too long";
        }
        if (command.SequenceEqual(WorkProtocol.Done) && count == 4)
        {
            return _dispatcher.Complete(peer, parts[2].Span, parts[3].ToArray(), error: null)
                ? null : "it does not have that task";
        }
        if (command.SequenceEqual(WorkProtocol.Failed) && count == 4)
        {
            return _dispatcher.Complete(peer, parts[2].Span, [], WorkProtocol.Sentence(parts[3].Span))
                ? null : "it does not have that task";
        }
        if (command.SequenceEqual(WorkProtocol.Bye))
        {
            _dispatcher.Lose(peer, "it ends");
            return null;
        }
        return command.SequenceEqual(WorkProtocol.Heartbeat)
            ? null : $"a message of {count - 1} parts that is none of READY, DONE, FAILED, HEARTBEAT and BYE";
    }

    private static int? Slots(List<ZmqMessage> parts, int count) =>
        count == 4 && parts[2].Span.SequenceEqual(WorkProtocol.Version)
        && int.TryParse(parts[3].Span, NumberStyles.None, CultureInfo.InvariantCulture, out int slots)
        && slots is >= 1 and <= WorkLimits.MostSlots
            ? slots : null;
}
