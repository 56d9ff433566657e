using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;
using ZmqNative.Diagnostics;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream;

/// <summary>
/// Reads notifications from the stream that a <see cref="JetStreamPublisher"/> writes, and yields the
/// same items as a <see cref="NotificationSubscriber"/>, with the same gaps and restarts.
/// </summary>
/// <remarks>
/// <see cref="StreamItem.Source"/> is <see cref="JetStreamConnectionOptions.Servers"/>, and
/// <see cref="StreamItem.Time"/> of a notification is when it was stored. A loss of the whole stream,
/// because it was created again or retention has taken what was to be read, is a
/// <see cref="PublisherRestarted"/> or a <see cref="Gap"/> whose topic is the pattern of all subjects
/// and whose numbers are sequences of the stream.
/// </remarks>
/// <param name="options">What to read; read once.</param>
/// <param name="loggerFactory">
/// Creates the logger, category <c>ZmqNative.Subscriber</c>, and the NATS client's own (default: none).
/// </param>
/// <exception cref="ArgumentException">An option is invalid.</exception>
public sealed class JetStreamSubscriber(JetStreamSubscriberOptions options, ILoggerFactory? loggerFactory = null)
    : IAsyncEnumerable<StreamItem>
{
    // Messages that wait for the consumer.
    private const int Capacity = 256;

    private readonly JetStreamSubscriberOptions _options = Checked(options);
    private readonly Lock _lock = new();
    private JetStreamPosition? _position = options.ResumeFrom;

    /// <summary>
    /// The place behind the last notification that was handled, to be saved for
    /// <see cref="JetStreamSubscriberOptions.ResumeFrom"/>: of the one before last while the last one
    /// is being handled. Null before the first. Any thread.
    /// </summary>
    public JetStreamPosition? Position
    {
        get
        {
            using (_lock.EnterScope())
            {
                return _position;
            }
        }
    }

    /// <summary>
    /// Connects and enumerates the stream without end. A notification counts as handled, and is
    /// acknowledged to the server with a durable consumer, when the next item is asked for. One
    /// enumeration at a time.
    /// </summary>
    /// <param name="cancellationToken">
    /// Ends the enumeration with an <see cref="OperationCanceledException"/>.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// The durable consumer is configured otherwise, or a body has more parts than it may have under way.
    /// </exception>
    public async IAsyncEnumerator<StreamItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        Channel<Delivery> channel = Channel.CreateBounded<Delivery>(
            new BoundedChannelOptions(Capacity) { SingleReader = true });
        NatsConnection connection = new(_options.ToNats("zmqnative subscribe") with
        {
            LoggerFactory = loggerFactory ?? NullLoggerFactory.Instance,
        });
        await using ConfiguredAsyncDisposable open =
            new ConnectionEnd(connection.DisposeAsync).ConfigureAwait(false);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        EventReporter events = new(
            new EventWriter(channel.Writer),
            loggerFactory?.CreateLogger(SubscriberLog.Category) ?? NullLogger.Instance,
            _options.Servers);
        DurableReader? durable = _options.Durable is null ? null : new DurableReader(_options, events);
        Task reading = ReadAsync(connection, channel.Writer, events, durable, end.Token);
        Task keeping = durable?.KeepAsync(end.Token) ?? Task.CompletedTask;
        try
        {
            // The reader completes the channel with its fault.
            await foreach (Delivery delivery in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (delivery.Item is not null)
                {
                    yield return delivery.Item;
                }
                if (delivery.Position is not { } position)
                {
                    continue;
                }
                using (_lock.EnterScope())
                {
                    _position = position;
                }
                if (durable is not null)
                {
                    await durable.AcknowledgeAsync(position, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // A reader that waits for room ends, too.
            await end.CancelAsync().ConfigureAwait(false);
            _ = channel.Writer.TryComplete();
            await Task.WhenAll(reading, keeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(
        NatsConnection connection, ChannelWriter<Delivery> deliveries, EventReporter events, DurableReader? durable,
        CancellationToken cancellationToken)
    {
        try
        {
            using StreamParser parser = new(_options, events);
            StreamReader reader = new(_options, connection, parser, events, deliveries, Position);
            await reader.RunAsync(durable, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _ = deliveries.TryComplete(exception);
        }
    }

    private static JetStreamSubscriberOptions Checked(JetStreamSubscriberOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return options;
    }

    // Events are few, and come from the reading task: they wait for room as messages do.
    private sealed class EventWriter(ChannelWriter<Delivery> deliveries) : INotificationHandler
    {
        public void OnNotification(in ReceivedNotification notification) =>
            throw new NotSupportedException("Notifications are written by the reader itself.");

        public void OnEvent(StreamEvent streamEvent)
        {
            if (!deliveries.TryWrite(new(streamEvent)))
            {
                deliveries.WriteAsync(new(streamEvent)).AsTask().GetAwaiter().GetResult();
            }
        }
    }
}
