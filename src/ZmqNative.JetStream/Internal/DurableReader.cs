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

    private readonly DurableProgress _progress = new();

    /// <summary>Reads until the connection is lost.</summary>
    internal async Task ReadAsync(
        INatsJSStream stream, NatsJSConsumeOpts consume, Action live,
        Func<INatsJSMsg<byte[]>, Task> take, CancellationToken cancellationToken)
    {
        try
        {
            if (_progress.BeginStream(stream.Info) is { } expected)
            {
                events.Report(new PublisherRestarted(
                    options.Servers, DateTimeOffset.UtcNow, options.AllSubjects, unchecked((uint)expected),
                    unchecked((uint)stream.Info.State.FirstSeq)));
            }
            INatsJSConsumer consumer = await FindAsync(stream, cancellationToken).ConfigureAwait(false);
            ulong delivered = await AwaitPendingAsync(consumer, cancellationToken).ConfigureAwait(false);
            ReportLoss(stream.Info.State.FirstSeq);
            live();
            await foreach (INatsJSMsg<byte[]> message in consumer.ConsumeAsync<byte[]>(
                opts: consume, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (message.Metadata!.Value.Sequence.Consumer != ++delivered)
                {
                    throw new NatsException("A delivery was lost on the way.");
                }
                if (_progress.Take(message, out bool isHandled))
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
            _progress.Interrupt();
        }
    }

    /// <summary>Acknowledges the message before a position and, with it, all before it.</summary>
    internal async Task AcknowledgeAsync(JetStreamPosition position, CancellationToken cancellationToken)
    {
        if (_progress.Handle(position) is { } message)
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
            foreach (INatsJSMsg<byte[]> message in _progress.Waiting)
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
        if (!_progress.IsMisplaced(consumer.Info, stream.Info.State.FirstSeq))
        {
            return consumer;
        }
        _ = await stream.DeleteConsumerAsync(options.Durable!, cancellationToken).ConfigureAwait(false);
        return await stream.CreateOrUpdateConsumerAsync(Config(), cancellationToken).ConfigureAwait(false);
    }

    // One that has to be created again begins behind what was handled.
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
        ulong next = _progress.Next;
        if (next > 0)
        {
            config.DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence;
            config.OptStartSeq = next;
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
            if (_progress.Compare(consumer.Info.Delivered.ConsumerSeq, out bool isEmpty) is { } unsent)
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

    private void ReportLoss(ulong first)
    {
        if (_progress.SkipTo(first) is { } expected)
        {
            events.Report(new Gap(
                options.Servers, DateTimeOffset.UtcNow, options.AllSubjects, unchecked((uint)expected),
                unchecked((uint)first), (uint)Math.Min(first - expected, uint.MaxValue)));
        }
    }
}
