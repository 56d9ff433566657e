using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream;

/// <summary>
/// Reads by a durable consumer, in order also after a crash: what was delivered to an earlier reader,
/// or was lost on the way, is waited for until the server delivers it again.
/// </summary>
/// <remarks>
/// A server that was killed may know an older state of the consumer than its reader. An acknowledgement
/// of what it does not know to have delivered stops the consumer (nats-server 2.9.10), so it is not
/// sent: the server delivers the message again, and that delivery is acknowledged.
/// </remarks>
internal sealed class DurableReader(JetStreamSubscriberOptions options, EventReporter events)
{
    // Bounds what is delivered and not acknowledged, and so the memory.
    private const int MaxPending = 256;

    private const int NotFound = 10014;

    private readonly Lock _lock = new();

    // What was taken and is not handled yet: the newest delivery of each message, by its sequence in
    // the stream; null when the server does not know that it delivered it.
    private readonly SortedDictionary<ulong, INatsJSMsg<byte[]>?> _waiting = [];

    // Whether the server was asked what it knows, since the last interruption, and what was handled
    // before it was.
    private bool _isCompared;
    private INatsJSMsg<byte[]>? _unsent;

    // Sequences in the stream that was created then: the newest that was taken, and handled.
    private DateTimeOffset _created;
    private ulong _last;
    private ulong _handled;

    // The first message that came again after it was acknowledged, and whether it did so twice.
    private ulong? _repeated;
    private bool _isStuck;

    /// <summary>Reads until the connection is lost.</summary>
    internal async Task ReadAsync(
        INatsJSStream stream, NatsJSConsumeOpts consume, Action live,
        Func<INatsJSMsg<byte[]>, Task> take, CancellationToken cancellationToken)
    {
        try
        {
            BeginStream(stream.Info);
            INatsJSConsumer consumer = await FindAsync(stream, cancellationToken).ConfigureAwait(false);
            ulong delivered = await AwaitPendingAsync(consumer, cancellationToken).ConfigureAwait(false);
            ReportLoss(stream.Info, consumer.Info);
            live();
            await foreach (INatsJSMsg<byte[]> message in consumer.ConsumeAsync<byte[]>(
                opts: consume, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (message.Metadata!.Value.Sequence.Consumer != ++delivered)
                {
                    throw new NatsException("A delivery was lost on the way.");
                }
                if (IsNew(message, out bool isHandled))
                {
                    await take(message).ConfigureAwait(false);
                }
                else if (isHandled)
                {
                    await message.AckAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            using Lock.Scope scope = _lock.EnterScope();
            _isCompared = false;
        }
    }

    /// <summary>Acknowledges the message before a position and, with it, all before it.</summary>
    internal async Task AcknowledgeAsync(JetStreamPosition position, CancellationToken cancellationToken)
    {
        INatsJSMsg<byte[]>? message;
        using (_lock.EnterScope())
        {
            if (position.Created != _created)
            {
                return; // Of a stream that is no more.
            }
            _ = _waiting.TryGetValue(position.Sequence, out message);
            while (_waiting.Count > 0 && _waiting.First().Key <= position.Sequence)
            {
                _ = _waiting.Remove(_waiting.First().Key);
            }
            _handled = position.Sequence;
            if (!_isCompared)
            {
                (_unsent, message) = (message, null);
            }
        }
        if (message is not null)
        {
            await message.AckAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Says again and again that messages which wait for a slow consumer are not lost, until it is
    /// cancelled.
    /// </summary>
    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(options.AcknowledgeWithin / 3);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            INatsJSMsg<byte[]>[] waiting;
            using (_lock.EnterScope())
            {
                waiting = _isCompared ? [.. _waiting.Values.OfType<INatsJSMsg<byte[]>>()] : [];
            }
            foreach (INatsJSMsg<byte[]> message in waiting)
            {
                if (message.Connection is not { ConnectionState: NatsConnectionState.Open })
                {
                    break;
                }
                await message.AckProgressAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A stream that was created again counts from one.
    private void BeginStream(StreamInfo stream)
    {
        if (_created != stream.Created && _created != default)
        {
            events.Report(new PublisherRestarted(
                options.Servers, DateTimeOffset.UtcNow, options.AllSubjects, unchecked((uint)(_last + 1)),
                unchecked((uint)stream.State.FirstSeq)));
        }
        using Lock.Scope scope = _lock.EnterScope();
        if (_created != stream.Created)
        {
            (_created, _last, _handled, _unsent) = (stream.Created, 0, 0, null);
            _waiting.Clear();
        }
        _repeated = null;
    }

    // Notes a delivery. One that is not new waits for the consumer; or it was handled, and the
    // acknowledgement was lost or not sent.
    private bool IsNew(INatsJSMsg<byte[]> message, out bool isHandled)
    {
        ulong sequence = message.Metadata!.Value.Sequence.Stream;
        using Lock.Scope scope = _lock.EnterScope();
        isHandled = sequence <= _handled;
        if (isHandled)
        {
            _isStuck = _repeated == sequence;
            _repeated ??= sequence;
            return _isStuck ? throw new NatsException("The server delivers again what was acknowledged.") : false;
        }
        _waiting[sequence] = message;
        bool isNew = sequence > _last;
        _last = Math.Max(_last, sequence);
        return isNew;
    }

    private async Task<INatsJSConsumer> FindAsync(INatsJSStream stream, CancellationToken cancellationToken)
    {
        ConsumerConfig asked = Config();
        INatsJSConsumer consumer;
        try
        {
            consumer = await stream.GetConsumerAsync(options.Durable!, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException exception) when (exception.Error.ErrCode == NotFound)
        {
            consumer = await stream.CreateOrUpdateConsumerAsync(asked, cancellationToken).ConfigureAwait(false);
        }
        ConsumerConfig has = consumer.Info.Config;
        Differences.Refuse(
            $"The consumer {options.Durable}",
            Differences.Of("filter_subject", has.FilterSubject, asked.FilterSubject),
            Differences.Of("ack_policy", has.AckPolicy, asked.AckPolicy),
            Differences.Of("ack_wait", has.AckWait, asked.AckWait),
            Differences.Of("max_ack_pending", has.MaxAckPending, asked.MaxAckPending));
        ulong acknowledged = consumer.Info.AckFloor.StreamSeq;
        bool isStuck = _isStuck || acknowledged > consumer.Info.Delivered.StreamSeq;
        using (_lock.EnterScope())
        {
            if (_last == 0)
            {
                (_last, _handled) = (acknowledged, acknowledged);
            }
        }
        if (!isStuck)
        {
            return consumer;
        }
        // What it delivers below the floor can never be acknowledged: it is created again where this one ended.
        _ = await stream.DeleteConsumerAsync(options.Durable!, cancellationToken).ConfigureAwait(false);
        consumer = await stream.CreateOrUpdateConsumerAsync(Config(), cancellationToken).ConfigureAwait(false);
        _isStuck = false;
        return consumer;
    }

    // One that has to be created begins behind what was handled.
    private ConsumerConfig Config()
    {
        ConsumerConfig config = new(options.Durable!)
        {
            DurableName = options.Durable,
            AckPolicy = ConsumerConfigAckPolicy.All,
            AckWait = options.AcknowledgeWithin,
            MaxAckPending = MaxPending,
            FilterSubject = options.Filter,
        };
        using Lock.Scope scope = _lock.EnterScope();
        if (_last > 0)
        {
            config.DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence;
            config.OptStartSeq = _handled + 1;
        }
        else if (options.StartTime is { } time)
        {
            config.DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartTime;
            config.OptStartTime = time;
        }
        else
        {
            config.DeliverPolicy = options.Start == JetStreamStart.First
                ? ConsumerConfigDeliverPolicy.All : ConsumerConfigDeliverPolicy.New;
        }
        return config;
    }

    // The number of deliveries so far. Before it can be counted on, nothing may be under way: not to
    // this reader's consumer, and not to a reader that crashed.
    private async Task<ulong> AwaitPendingAsync(INatsJSConsumer consumer, CancellationToken cancellationToken)
    {
        long begun = Environment.TickCount64;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            await consumer.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (Compare(consumer.Info.Delivered.ConsumerSeq, out bool isEmpty) is { } unsent)
            {
                await unsent.AckAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            begun = isEmpty ? begun : Environment.TickCount64;
            if (consumer.Info.NumAckPending == 0
                || (isEmpty && Environment.TickCount64 - begun > (options.AcknowledgeWithin * 1.5).TotalMilliseconds))
            {
                return consumer.Info.Delivered.ConsumerSeq;
            }
            _ = await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Forgets the deliveries that the server does not know; returns the one to be acknowledged now.
    private INatsJSMsg<byte[]>? Compare(ulong delivered, out bool isEmpty)
    {
        bool IsKnown(INatsJSMsg<byte[]>? message) => message?.Metadata!.Value.Sequence.Consumer <= delivered;
        using Lock.Scope scope = _lock.EnterScope();
        isEmpty = _waiting.Count == 0;
        if (_isCompared)
        {
            return null;
        }
        foreach (ulong sequence in _waiting.Where(one => !IsKnown(one.Value)).Select(one => one.Key).ToArray())
        {
            _waiting[sequence] = null;
        }
        INatsJSMsg<byte[]>? unsent = IsKnown(_unsent) ? _unsent : null;
        (_isCompared, _unsent) = (true, null);
        return unsent;
    }

    // Retention may have taken what the consumer has not had.
    private void ReportLoss(StreamInfo stream, ConsumerInfo consumer)
    {
        ulong acknowledged = consumer.AckFloor.StreamSeq;
        if (acknowledged > 0 && acknowledged + 1 < stream.State.FirstSeq)
        {
            events.Report(new Gap(
                options.Servers, DateTimeOffset.UtcNow, options.AllSubjects, unchecked((uint)(acknowledged + 1)),
                unchecked((uint)stream.State.FirstSeq),
                (uint)Math.Min(stream.State.FirstSeq - acknowledged - 1, uint.MaxValue)));
        }
    }
}
