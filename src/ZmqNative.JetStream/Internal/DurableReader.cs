using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream;

/// <summary>
/// Reads by a durable consumer, in order also after a crash: what was delivered to an earlier reader,
/// or was lost on the way, is waited for until the server delivers it again.
/// </summary>
internal sealed class DurableReader(JetStreamSubscriberOptions options, EventReporter events)
{
    // Bounds what is delivered and not acknowledged, and so the memory.
    private const int MaxPending = 256;

    private const int NotFound = 10014;

    private readonly Lock _lock = new();
    private readonly Queue<INatsJSMsg<byte[]>> _unacknowledged = new();
    private ulong _last;

    private bool IsEmpty
    {
        get
        {
            using (_lock.EnterScope())
            {
                return _unacknowledged.Count == 0;
            }
        }
    }

    /// <summary>Reads until the connection is lost.</summary>
    internal async Task ReadAsync(
        INatsJSStream stream, NatsJSConsumeOpts consume, Action live,
        Func<INatsJSMsg<byte[]>, bool, CancellationToken, Task> take, CancellationToken cancellationToken)
    {
        INatsJSConsumer consumer = await FindAsync(stream, cancellationToken).ConfigureAwait(false);
        ulong delivered = await AwaitPendingAsync(consumer, cancellationToken).ConfigureAwait(false);
        ReportLoss(stream.Info, consumer.Info);
        live();
        await foreach (INatsJSMsg<byte[]> message in consumer.ConsumeAsync<byte[]>(
            opts: consume, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            NatsJSSequencePair sequence = message.Metadata!.Value.Sequence;
            if (sequence.Consumer != ++delivered)
            {
                throw new NatsException("A delivery was lost on the way.");
            }
            if (sequence.Stream <= _last)
            {
                // It waits for the consumer; or it was handled, and the acknowledgement was lost.
                if (IsEmpty)
                {
                    await message.AckAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                }
                continue;
            }
            _last = sequence.Stream;
            using (_lock.EnterScope())
            {
                _unacknowledged.Enqueue(message);
            }
            await take(message, true, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Acknowledges a message and, with it, all before it.</summary>
    internal async Task AcknowledgeAsync(INatsJSMsg<byte[]> message, CancellationToken cancellationToken)
    {
        await message.AckAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        using (_lock.EnterScope())
        {
            while (_unacknowledged.TryDequeue(out INatsJSMsg<byte[]>? first) && first != message)
            {
                // A part of its body.
            }
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
                waiting = [.. _unacknowledged];
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

    private async Task<INatsJSConsumer> FindAsync(INatsJSStream stream, CancellationToken cancellationToken)
    {
        ConsumerConfig asked = new(options.Durable!)
        {
            DurableName = options.Durable,
            AckPolicy = ConsumerConfigAckPolicy.All,
            AckWait = options.AcknowledgeWithin,
            MaxAckPending = MaxPending,
            FilterSubject = options.Filter,
            DeliverPolicy = options.StartTime is not null ? ConsumerConfigDeliverPolicy.ByStartTime
                : options.Start == JetStreamStart.First ? ConsumerConfigDeliverPolicy.All
                : ConsumerConfigDeliverPolicy.New,
        };
        if (options.StartTime is { } time)
        {
            asked.OptStartTime = time;
        }
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
        return consumer;
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
            bool isEmpty = IsEmpty;
            begun = isEmpty ? begun : Environment.TickCount64;
            if (consumer.Info.NumAckPending == 0
                || (isEmpty && Environment.TickCount64 - begun > (options.AcknowledgeWithin * 1.5).TotalMilliseconds))
            {
                return consumer.Info.Delivered.ConsumerSeq;
            }
            _ = await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
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
