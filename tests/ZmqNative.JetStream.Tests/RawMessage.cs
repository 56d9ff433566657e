using System.Globalization;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace ZmqNative.JetStream.Tests;

/// <summary>A message as a client of NATS reads it that knows nothing of ours.</summary>
internal sealed record RawMessage(string Subject, ulong Sequence, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    internal uint Counter => uint.Parse(Headers["Bitcoin-Counter"], CultureInfo.InvariantCulture);

    /// <summary>Everything that is in the stream, in its order.</summary>
    internal static async Task<List<RawMessage>> ReadAllAsync(NatsServer server, string stream = "bitcoin-regtest")
    {
        await using NatsConnection connection = server.Connect();
        NatsJSContext context = new(connection);
        ulong last = (await context.GetStreamAsync(stream)).Info.State.LastSeq;
        List<RawMessage> all = [];
        using CancellationTokenSource deadline = new(NatsServer.Deadline);
        INatsJSConsumer consumer = await context.CreateOrderedConsumerAsync(stream, cancellationToken: deadline.Token);
        if (last == 0)
        {
            return all;
        }
        await foreach (INatsJSMsg<byte[]> message in consumer.ConsumeAsync<byte[]>(cancellationToken: deadline.Token))
        {
            ulong sequence = message.Metadata!.Value.Sequence.Stream;
            Assert.That(sequence, Is.EqualTo((all.Count == 0 ? sequence - 1 : all[^1].Sequence) + 1), "the client reads the stream whole");
            all.Add(new(message.Subject, sequence, message.Data ?? [], message.Headers!.ToDictionary(one => one.Key, one => $"{one.Value}")));
            if (sequence >= last)
            {
                break;
            }
        }
        return all;
    }
}
