using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream;

/// <summary>
/// Reads by a durable consumer: each message once to a reader that runs, and again from the first that
/// was not acknowledged to the next one.
/// </summary>
/// <remarks>
/// What is under way when a reader or the connection ends is delivered again by nats-server 2.9.10 in
/// any order, and each acknowledgement counts for all before it. And a server that was killed goes on
/// from an older state, and an acknowledgement ahead of it stops the consumer. So where anything is
/// under way the consumer is created again, behind what was handled, and only deliveries of the present
/// connection are acknowledged.
/// </remarks>
internal sealed class DurableReader(JetStreamSubscriberOptions options, EventReporter events)
{
    /// <summary>What the name of the second consumer has behind that of the first.</summary>
    internal const string PlaceholderSuffix = "-next";

    // Bounds what is delivered and not acknowledged, and so the memory.
    private const int MaxPending = 256;

    private const int NotFound = 10014;

    private readonly DurableProgress _progress = new();

    // Keeps the place while there is no consumer, for the next program if this one is killed.
    private string Placeholder => options.Durable + PlaceholderSuffix;

    /// <summary>Reads until the connection is lost.</summary>
    internal async Task ReadAsync(
        INatsJSStream stream, NatsJSConsumeOpts consume, Action live,
        Func<INatsJSMsg<byte[]>, Task> take, CancellationToken cancellationToken)
    {
        try
        {
            if (_progress.CompareStream(stream.Info) is { } expected)
            {
                events.Report(new PublisherRestarted(
                    options.Servers, DateTimeOffset.UtcNow, options.AllSubjects, unchecked((uint)expected),
                    unchecked((uint)stream.Info.State.FirstSeq)));
            }
            INatsJSConsumer consumer = await FindAsync(stream, cancellationToken).ConfigureAwait(false);
            ulong delivered = consumer.Info.Delivered.ConsumerSeq;
            ReportLoss(stream.Info.State.FirstSeq);
            _progress.Begin();
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
                    RefuseManyParts(message);
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
        if (_progress.Handle(position) is not { Connection.ConnectionState: NatsConnectionState.Open } message)
        {
            return;
        }
        try
        {
            await message.AckAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (NatsException)
        {
            // The connection was lost just now: the message comes again, and is acknowledged then.
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
                try
                {
                    await message.AckProgressAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                }
                catch (NatsException)
                {
                    break; // The connection was lost just now.
                }
            }
        }
    }

    private async Task<INatsJSConsumer> FindAsync(INatsJSStream stream, CancellationToken cancellationToken)
    {
        INatsJSConsumer consumer =
            await TryGetAsync(stream, options.Durable!, cancellationToken).ConfigureAwait(false)
            ?? await CreateAsync(
                stream, options.Durable!, await FindStartAsync(stream, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        (ConsumerConfig has, ConsumerConfig asked) = (consumer.Info.Config, Config(options.Durable!, 1));
        Differences.Refuse(
            $"The consumer {options.Durable}",
            Differences.Of("filter_subject", has.FilterSubject, asked.FilterSubject),
            Differences.Of("ack_policy", has.AckPolicy, asked.AckPolicy),
            Differences.Of("ack_wait", has.AckWait, asked.AckWait),
            Differences.Of("max_ack_pending", has.MaxAckPending, asked.MaxAckPending));
        if (_progress.IsMisplaced(consumer.Info, stream.Info.State.FirstSeq))
        {
            ulong next = _progress.Next!.Value;
            await DeleteAsync(stream, Placeholder, cancellationToken).ConfigureAwait(false);
            _ = await CreateAsync(stream, Placeholder, next, cancellationToken).ConfigureAwait(false);
            await DeleteAsync(stream, options.Durable!, cancellationToken).ConfigureAwait(false);
            consumer = await CreateAsync(stream, options.Durable!, next, cancellationToken).ConfigureAwait(false);
        }
        await DeleteAsync(stream, Placeholder, cancellationToken).ConfigureAwait(false);
        return consumer;
    }

    // Where a consumer begins that is not there. Never with what is new: a reader would begin there again
    // after the consumer was deleted. And not with a time, because a place is compared with others.
    private async Task<ulong> FindStartAsync(INatsJSStream stream, CancellationToken cancellationToken)
    {
        if (_progress.Next is { } next)
        {
            return next;
        }
        if (await TryGetAsync(stream, Placeholder, cancellationToken).ConfigureAwait(false) is { } placeholder)
        {
            return Start(placeholder);
        }
        if (options.StartTime is not null)
        {
            return Start(await CreateAsync(stream, Placeholder, null, cancellationToken).ConfigureAwait(false));
        }
        return options.Start == JetStreamStart.First ? 1
            : await StoredEnd.FindWholeAsync(stream, stream.Info.State.LastSeq, cancellationToken)
                .ConfigureAwait(false) + 1;
    }

    // Where a consumer begins by which nothing was read.
    private static ulong Start(INatsJSConsumer placeholder) => placeholder.Info.Delivered.StreamSeq + 1;

    private static async Task<INatsJSConsumer?> TryGetAsync(
        INatsJSStream stream, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.GetConsumerAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException exception) when (exception.Error.ErrCode == NotFound)
        {
            return null;
        }
    }

    private async Task<INatsJSConsumer> CreateAsync(
        INatsJSStream stream, string name, ulong? start, CancellationToken cancellationToken) =>
        await stream.CreateOrUpdateConsumerAsync(Config(name, start), cancellationToken).ConfigureAwait(false);

    private static async Task DeleteAsync(INatsJSStream stream, string name, CancellationToken cancellationToken)
    {
        try
        {
            _ = await stream.DeleteConsumerAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException exception) when (exception.Error.ErrCode == NotFound)
        {
            // It is what was wanted.
        }
    }

    private ConsumerConfig Config(string name, ulong? start)
    {
        ConsumerConfig config = new(name)
        {
            DurableName = name,
            AckPolicy = ConsumerConfigAckPolicy.All,
            AckWait = options.AcknowledgeWithin,
            MaxAckPending = MaxPending,
            FilterSubject = options.Filter,
        };
        if (start is { } sequence)
        {
            config.DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence;
            config.OptStartSeq = sequence;
        }
        else
        {
            config.DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartTime;
            config.OptStartTime = options.StartTime!.Value;
        }
        return config;
    }

    // The parts of a body are acknowledged together.
    private void RefuseManyParts(INatsJSMsg<byte[]> message)
    {
        if (options.Wants(Subjects.Topic(message.Subject))
            && MessageHeaders.Read(message.Headers) is { Start: 0, Total: { } total }
            && total > MaxPending * (long)(message.Data?.Length ?? 0))
        {
            throw new InvalidDataException(
                $"A message of {total} bytes is stored in more than {MaxPending} parts, which is what a durable "
                + "consumer may have under way: raise the server's max_payload, or read without one.");
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
