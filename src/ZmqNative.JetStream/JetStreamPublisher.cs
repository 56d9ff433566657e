using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.KeyValueStore;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.JetStream;

/// <summary>
/// Stores notifications in a stream of NATS JetStream, in their order and once. Of several publishers
/// that receive the same from one node, one writes; when it ends, another goes on right behind it.
/// </summary>
/// <remarks>
/// Messages are kept until the server has stored them, within
/// <see cref="JetStreamPublisherOptions.BufferBytes"/>, and beyond that in the history of the
/// notification interface it is attached to, if that has one. docs/jetstream.md describes stream,
/// subjects and headers.
/// </remarks>
public sealed class JetStreamPublisher
{
    private readonly JetStreamPublisherOptions _options;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly ILogger _logger;
    private readonly Outbox _outbox;
    private readonly string _writer = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly Placement _placement;
    private readonly BufferReport _report;
    private readonly StatusReporter _status;
    private Task<bool>? _renewal;
    private long _renewedAt;
    private volatile bool _isFromHistory;
    private int _runs;

    /// <summary>Creates a publisher that collects messages and connects when it is run.</summary>
    /// <param name="options">Where to store; read once.</param>
    /// <param name="loggerFactory">
    /// Creates the logger, category <c>ZmqNative.JetStream</c>: what <see cref="StatusChanged"/> reports at
    /// level information, what was dropped at warning; and the NATS client's own (default: none).
    /// </param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public JetStreamPublisher(JetStreamPublisherOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_options, _loggerFactory) = (options, loggerFactory);
        _logger = loggerFactory?.CreateLogger("ZmqNative.JetStream") ?? NullLogger.Instance;
        _outbox = new Outbox(options.Chain, options.BufferBytes);
        _placement = new Placement(_outbox, _writer);
        _report = new BufferReport(_outbox, options, _logger);
        _status = new StatusReporter(options.StreamName, _logger);
    }

    /// <summary>The current state and its reason. Any thread.</summary>
    public JetStreamStatus Status => _status.Status;

    /// <summary>
    /// Raised for each change of the state, and of the reason, but with each reason at most once a minute
    /// while the state lasts; on the thread that writes. Handlers must not throw.
    /// </summary>
    public event Action<JetStreamStatus>? StatusChanged
    {
        add => _status.StatusChanged += value;
        remove => _status.StatusChanged -= value;
    }

    /// <summary>
    /// The messages that are not known to be in the stream yet; what is left of an earlier process counts
    /// as one. Any thread.
    /// </summary>
    public long PendingMessages => _outbox.Count;

    /// <summary>
    /// The messages that neither the buffer nor the history had room for. Any thread.
    /// </summary>
    public long DroppedMessages => _outbox.Dropped;

    /// <summary>
    /// Stores what the notification interface publishes from now on: of each topic the messages of its
    /// first notifier. With <see cref="ZmqNotificationOptions.History"/> that takes what the buffer has no
    /// room for; and what it has from before, and the stream has not, is stored first where the newest
    /// message of its topic in the stream is found there. Call it after
    /// <see cref="NotificationInterface.Initialize"/> and once.
    /// </summary>
    /// <param name="notifications">Initialised.</param>
    public void Attach(NotificationInterface notifications)
    {
        ArgumentNullException.ThrowIfNull(notifications);
        if (notifications.Observe((topic, body, counter) => _outbox.Add(topic.Name, body, counter)) is { } history)
        {
            _isFromHistory = true;
            _outbox.OverflowInto(history);
        }
    }

    /// <summary>
    /// Takes a message to be stored behind all earlier ones. It copies the body and does not wait. Any
    /// thread, also before the run.
    /// </summary>
    /// <param name="topic">Its topic: 1 to 255 characters of ASCII.</param>
    /// <param name="body">Its body, empty or not.</param>
    /// <param name="messageSequence">The publisher's counter; null when it sends none.</param>
    /// <exception cref="InvalidOperationException">
    /// It is attached to a notification interface with a history.
    /// </exception>
    public void Publish(string topic, ReadOnlySpan<byte> body, uint? messageSequence)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        if (_isFromHistory)
        {
            throw new InvalidOperationException("A publisher that is attached to a history takes its messages there.");
        }
        _outbox.Add(topic, body, messageSequence);
    }

    /// <summary>
    /// Connects, creates the stream if it is not there, and stores messages until it is cancelled;
    /// then it ends without an exception. The server may be away at the start and at any time. Each
    /// publisher is run once.
    /// </summary>
    /// <param name="cancellationToken">Ends the run, and passes the lease on.</param>
    /// <exception cref="InvalidDataException">
    /// The stream is configured otherwise than the options say, or the server has no JetStream; one
    /// sentence for each difference.
    /// </exception>
    /// <exception cref="InvalidOperationException">It was run before.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _runs) > 1)
        {
            throw new InvalidOperationException("A publisher is run once.");
        }
        JetStreamMetrics.Begin(_options.StreamName);
        string reason = "The run was cancelled.";
        Lease? lease = null;
        try
        {
            NatsConnection connection = new(_options.ToNats("zmqnative publish") with
            {
                LoggerFactory = _loggerFactory ?? NullLoggerFactory.Instance,
            });
            await using ConfiguredAsyncDisposable end =
                new ConnectionEnd(connection.DisposeAsync).ConfigureAwait(false);
            try
            {
                NatsJSContext context = new(connection);
                INatsKVStore store = await RetryAsync(
                    async () =>
                    {
                        await connection.ConnectAsync().AsTask().WaitAsync(cancellationToken)
                            .ConfigureAwait(false);
                        return await StreamSetup.PrepareAsync(context, _options, cancellationToken)
                            .ConfigureAwait(false);
                    },
                    cancellationToken).ConfigureAwait(false);
                lease = new(store, _writer, _options.LeaseTime);
                StreamWriter writer = await StreamWriter.CreateAsync(
                    connection, _outbox, _writer, cancellationToken).ConfigureAwait(false);
                await using ConfiguredAsyncDisposable written =
                    new ConnectionEnd(writer.DisposeAsync).ConfigureAwait(false);
                await RunAsync(context, lease, writer, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await Lease.ReleaseAsync(lease, connection).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            reason = exception.Message;
            throw;
        }
        finally
        {
            _status.Report(JetStreamState.Stopped, reason);
        }
    }

    // Standby, then writing, and again from the beginning whenever something went wrong: what is in
    // the stream is read each time, so nothing depends on what was known before.
    private async Task RunAsync(
        NatsJSContext context, Lease lease, StreamWriter writer, CancellationToken cancellationToken)
    {
        Backoff backoff = CreateBackoff();
        StoredEnd? end = null;
        bool hasFailed = false;
        while (true)
        {
            _report.Update();
            TimeSpan pause;
            try
            {
                bool isHeld = await lease.TryHoldAsync(cancellationToken).ConfigureAwait(false);
                end = await StoredEnd.ReadAsync(context, _options, isHeld ? null : end, cancellationToken)
                    .ConfigureAwait(false);
                _placement.Apply(end);
                if (isHeld)
                {
                    _renewal = null;
                    _renewedAt = Environment.TickCount64;
                    long stored = writer.Stored;
                    bool IsHeldAndSaid()
                    {
                        // Where the server takes nothing, it is not writing, however often it tries.
                        if (!hasFailed || writer.Stored > stored || _outbox.Count == 0)
                        {
                            _status.Report(JetStreamState.Writing, $"Stores in {_options.StreamName}.");
                        }
                        return IsHeld(lease, cancellationToken);
                    }
                    _ = IsHeldAndSaid();
                    WriteFailure? failure = await writer.WriteAsync(
                        end.LastSequence, IsHeldAndSaid, cancellationToken).ConfigureAwait(false);
                    if (writer.Stored > stored)
                    {
                        backoff.Reset();
                    }
                    hasFailed = failure is not null && writer.Stored == stored;
                    if (failure is null)
                    {
                        // Said before the lease is read again: it may be free by then.
                        _status.Report(JetStreamState.Standby, HolderOf(lease));
                        continue;
                    }
                    if (PublishAck.IsOutOfOrder(failure.Value.Error))
                    {
                        continue; // The lease, and the end of the stream, are read again.
                    }
                    _status.Report(JetStreamState.Waiting, failure.Value.Reason);
                    pause = backoff.Next();
                }
                else
                {
                    backoff.Reset();
                    _status.Report(JetStreamState.Standby, HolderOf(lease));
                    pause = _options.LeaseTime / 3;
                }
            }
            catch (NatsException exception)
            {
                _status.Report(JetStreamState.Waiting, Reasons.Of(exception));
                pause = backoff.Next();
            }
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // Does not wait: while the server does not answer, writing goes on, and is refused by the server
    // if it was replaced.
    private bool IsHeld(Lease lease, CancellationToken cancellationToken)
    {
        _report.Update();
        if (_renewal is null && Environment.TickCount64 - _renewedAt > _options.LeaseTime.TotalMilliseconds / 3)
        {
            _renewal = lease.TryHoldAsync(cancellationToken);
        }
        if (_renewal is not { IsCompleted: true } renewal)
        {
            return true;
        }
        (_renewal, _renewedAt) = (null, Environment.TickCount64);
        return renewal.Status != TaskStatus.RanToCompletion || renewal.Result;
    }

    private async Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        Backoff backoff = CreateBackoff();
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (NatsException exception)
            {
                _status.Report(JetStreamState.Waiting, Reasons.Of(exception));
                _report.Update();
                await Task.Delay(backoff.Next(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string HolderOf(Lease lease) => $"The writer {lease.Holder} holds the lease.";

    private static Backoff CreateBackoff() => new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));
}
