using System.Threading.Channels;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.Diagnostics;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream;

/// <summary>
/// Reads the stream from a place on, over interruptions of any length. After each of them the stream
/// is compared with the one known, because a stream that was created again takes an old place.
/// </summary>
internal sealed class StreamReader(
    JetStreamSubscriberOptions options, NatsConnection connection, StreamParser parser, EventReporter events,
    ChannelWriter<Delivery> deliveries, JetStreamPosition? position)
{
    // Short, because after a restart of the server the client is deaf for twice the heartbeat.
    private static readonly NatsJSConsumeOpts s_consume = new()
    {
        MaxMsgs = 200,
        Expires = TimeSpan.FromSeconds(2),
        IdleHeartbeat = TimeSpan.FromMilliseconds(500),
    };

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(3);

    private readonly NatsJSContext _context = new(connection);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));
    private JetStreamPosition? _position = position;

    // When the stream that is read was created.
    private DateTimeOffset _created;
    private volatile bool _isLive;
    private readonly ReportedReasons _reported = new();

    // When the client last reported a silence.
    private long _silence = long.MinValue / 2;

    /// <summary>Reads until it is cancelled, and then throws.</summary>
    /// <param name="durable">Reads by a durable consumer; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">The durable consumer is configured otherwise.</exception>
    internal async Task RunAsync(DurableReader? durable, CancellationToken cancellationToken)
    {
        // A loss of the whole stream has this topic.
        SubscriberMetrics.Begin(options.AllSubjects, options.Servers);
        using IDisposable gauge = SubscriberMetrics.Connections.Add(options.Servers, () => _isLive ? 1 : 0);
        Report(SubscriberState.Recovering);
        while (true)
        {
            string reason;
            // Ends a round when the connection was lost, or nothing comes for longer than it should.
            using CancellationTokenSource round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            ValueTask End(object? sender, NatsEventArgs e)
            {
                round.Cancel();
                return default;
            }
            connection.ConnectionDisconnected += End;
            try
            {
                // While the server is away, the client's own call waits for it without end.
                await connection.ConnectAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
                INatsJSStream stream = await _context.FindStreamAsync(options, request: null, round.Token)
                    .ConfigureAwait(false);
                _created = stream.Info.Created;
                NatsJSConsumeOpts consume = s_consume with
                {
                    NotificationHandler = (notification, _) =>
                    {
                        if (IsBroken(notification))
                        {
                            round.Cancel();
                        }
                        return Task.CompletedTask;
                    },
                };
                // What was taken has to be delivered, also when the round ends while it waits for room.
                Task Take(INatsJSMsg<byte[]> message) => TakeAsync(message, durable is not null, cancellationToken);
                if (durable is null)
                {
                    await FindPlaceAsync(stream, round.Token, cancellationToken).ConfigureAwait(false);
                    await ReadAsync(stream, consume, Take, round.Token).ConfigureAwait(false);
                }
                else
                {
                    await durable.ReadAsync(stream, consume, Live, Take, round.Token).ConfigureAwait(false);
                }
                // The client ends an enumeration that is cancelled without an exception.
                cancellationToken.ThrowIfCancellationRequested();
                reason = "The connection was lost, or the server fell silent.";
            }
            catch (NatsException exception)
            {
                reason = Reasons.Of(exception);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                reason = "The connection was lost.";
            }
            finally
            {
                connection.ConnectionDisconnected -= End;
            }
            Interrupted(reason);
            await Task.Delay(_backoff.Next(), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(
        INatsJSStream stream, NatsJSConsumeOpts consume, Func<INatsJSMsg<byte[]>, Task> take,
        CancellationToken cancellationToken)
    {
        NatsJSOrderedConsumerOpts ordered = NatsJSOrderedConsumerOpts.Default;
        ordered = _position is { } known
            ? ordered with
            {
                DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence,
                OptStartSeq = known.Sequence + 1,
            }
            : ordered with
            {
                DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartTime,
                OptStartTime = options.StartTime!.Value,
            };
        // Servers before 2.10 ignore it and deliver everything.
        INatsJSConsumer consumer = await stream.CreateOrderedConsumerAsync(
            ordered with { FilterSubjects = [options.Filter] }, cancellationToken).ConfigureAwait(false);
        Live();
        // The client creates an ordered consumer again by itself, also in a new stream of the same name.
        string? name = null;
        await foreach (INatsJSMsg<byte[]> message in consumer.ConsumeAsync<byte[]>(
            opts: consume, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            NatsJSMsgMetadata metadata = message.Metadata!.Value;
            name ??= metadata.Consumer;
            if (metadata.Consumer != name || metadata.Sequence.Stream <= _position?.Sequence)
            {
                throw new NatsException("The consumer, or the stream, was created again.");
            }
            await take(message).ConfigureAwait(false);
        }
    }

    // Compares the place known with the stream: it may have been created again, or begin later now.
    private async Task FindPlaceAsync(
        INatsJSStream stream, CancellationToken roundToken, CancellationToken cancellationToken)
    {
        (StreamInfo info, DateTimeOffset now) = (stream.Info, DateTimeOffset.UtcNow);
        if (_position is { } known && (known.Created != info.Created || known.Sequence > info.State.LastSeq))
        {
            events.Report(new PublisherRestarted(
                options.Servers, now, options.AllSubjects, unchecked((uint)(known.Sequence + 1)),
                unchecked((uint)info.State.FirstSeq)));
            // The same stream without its end, after a crash of its machine, goes on behind what is left.
            _position = new(info.Created, known.Created == info.Created ? info.State.LastSeq : 0);
        }
        else if (_position is { } old && old.Sequence + 1 < info.State.FirstSeq && old.Sequence > 0)
        {
            ulong lost = info.State.FirstSeq - old.Sequence - 1;
            events.Report(new Gap(
                options.Servers, now, options.AllSubjects, unchecked((uint)(old.Sequence + 1)),
                unchecked((uint)info.State.FirstSeq), (uint)Math.Min(lost, uint.MaxValue)));
        }
        else if (_position is null && options.StartTime is null)
        {
            ulong last = options.Start == JetStreamStart.First ? 0
                : options.Start == JetStreamStart.New
                    ? await StoredEnd.FindWholeAsync(stream, info.State.LastSeq, roundToken).ConfigureAwait(false)
                : await ReadNewestAsync(stream, roundToken, cancellationToken).ConfigureAwait(false);
            _position = new(info.Created, last);
        }
    }

    // A server delivers the last part of a body as the newest message: those before it are asked for.
    private async Task<ulong> ReadNewestAsync(
        INatsJSStream stream, CancellationToken roundToken, CancellationToken cancellationToken)
    {
        StoredEnd end = await StoredEnd.ReadAsync(_context, options, before: null, roundToken)
            .ConfigureAwait(false);
        ulong last = await StoredEnd.FindWholeAsync(stream, end.LastSequence, roundToken).ConfigureAwait(false);
        List<StoredPart> all = [];
        // What is behind that end comes by itself.
        foreach (StoredPart newest in end.Newest
            .Where(one => one.IsComplete && one.Sequence <= last).OrderBy(one => one.Sequence))
        {
            Stack<StoredPart> parts = new([newest]);
            while (parts.Peek().Headers.Start > 0)
            {
                StoredPart? before = await StoredEnd.ReadAsync(
                    stream, new StreamMsgGetRequest { Seq = parts.Peek().Sequence - 1 }, roundToken)
                    .ConfigureAwait(false);
                if (before is null || before.Headers.Writer != newest.Headers.Writer)
                {
                    break;
                }
                parts.Push(before);
            }
            all.AddRange(parts);
        }
        foreach (StoredPart part in all)
        {
            Notification? item = parser.Take(
                Subjects.Of(options.Chain, Subjects.Escape(part.Topic)), part.Headers, part.Body.ToArray(),
                part.Time, out _);
            if (item is not null)
            {
                await deliveries.WriteAsync(
                    new(item, new(stream.Info.Created, part.Sequence)), cancellationToken).ConfigureAwait(false);
            }
        }
        return last;
    }

    private async Task TakeAsync(INatsJSMsg<byte[]> message, bool acknowledge, CancellationToken cancellationToken)
    {
        _backoff.Reset();
        NatsJSMsgMetadata metadata = message.Metadata!.Value;
        Notification? item = parser.Take(
            message.Subject, MessageHeaders.Read(message.Headers), message.Data, metadata.Timestamp, out bool isWhole);
        JetStreamPosition behind = new(_created, metadata.Sequence.Stream);
        _position = isWhole ? behind : _position;
        if (item is not null || (acknowledge && isWhole))
        {
            await deliveries.WriteAsync(new(item, behind), cancellationToken).ConfigureAwait(false);
        }
    }

    // One silence may be a machine that is busy; a second one right behind it is not.
    private bool IsBroken(INatsJSNotification notification)
    {
        long last = _silence;
        _silence = notification is NatsJSTimeoutNotification ? Environment.TickCount64 : last;
        return notification is NatsJSNoRespondersNotification
            || (_silence != last && _silence - last < s_silence.TotalMilliseconds);
    }

    private void Live()
    {
        if (!_isLive)
        {
            _isLive = true;
            _reported.Clear();
            events.Report(new HandshakeDone(options.Servers, DateTimeOffset.UtcNow));
            Report(SubscriberState.Live);
        }
    }

    private void Interrupted(string reason)
    {
        if (_isLive)
        {
            _isLive = false;
            events.Report(new Disconnected(options.Servers, DateTimeOffset.UtcNow, reason));
            Report(SubscriberState.Recovering);
        }
        else if (_reported.MayReport(reason, Environment.TickCount64))
        {
            events.Report(new Waiting(options.Servers, DateTimeOffset.UtcNow, null, reason));
        }
    }

    private void Report(SubscriberState state) =>
        events.Report(new StateChanged(string.Empty, DateTimeOffset.UtcNow, state));
}
