using System.Buffers.Binary;
using System.Text.Json;

namespace ZmqNative.Tests.History;

/// <summary>Many clients of one history, which has a process of its own: some stop reading, some ask for nonsense.</summary>
[Platform("Linux")] // Where the memory of a process is read.
public sealed class HistoryCrowdTests
{
    // What a message costs the server while it is not read: the body, and what libzmq holds for its parts.
    private const int Message = 250 + 192;

    // A reply has at most 1,000 messages. A client that does not read is sent no more beyond 1 MiB, and beyond 16 MiB of all
    // clients no more than one reply.
    private const int Reply = 1000 * Message;
    private const int Unread = 1 << 20;
    private const int UnreadOfAll = 16 << 20;

    // For a connection, and for what the process needs for any work.
    private const int Connection = 64 << 10;
    private const int Work = 16 << 20;

    [TestCase(20, 2, 20_000, 27)]
    [TestCase(60, 40, 20_000, 29)]
    [TestCase(1000, 100, 100_000, 28, Category = "Long")]
    public void Each_client_that_reads_gets_its_whole_range(int clients, int silent, int held, int seed)
    {
        TestContext.Out.WriteLine($"Seed {seed}");
        Random random = new(seed);
        using HistoryProcess history = new(held);
        List<RawClient> all = [];
        Dictionary<string, long> refused = [];
        long requests = 0, messages = 0;
        RawClient Connect()
        {
            all.Add(new RawClient(history.Endpoint, receiveHighWatermark: 1));
            return all[^1];
        }
        void Send(RawClient client, string request)
        {
            requests++;
            client.Send(request);
        }
        try
        {
            RawClient[] stopped = [.. Enumerable.Range(0, silent).Select(_ => Connect())];
            Reader[] readers = [.. Enumerable.Range(silent, clients - silent).Select(_ => new Reader(Connect(), held, random))];
            RawClient[] hostile = [.. Enumerable.Range(0, Math.Max(1, clients / 100)).Select(_ => Connect())];
            for (Reader first = new(Connect(), held, random); !first.IsDone; messages += first.Receive())
            {
                Send(first.Client, first.Request);
            }
            long before = history.Counted()["resident"];
            foreach (RawClient client in stopped)
            {
                Send(client, """{"v":1,"get":"from","credit":16}""");
            }
            foreach (Reader reader in readers)
            {
                Send(reader.Client, reader.Request);
            }
            List<Reader> reading = [.. readers];
            while (reading.Count > 0)
            {
                foreach (RawClient client in hostile)
                {
                    requests++;
                    client.Send(HistoryProtocolTests.RandomRequest(random));
                    (JsonElement header, byte[][] parts) = client.Receive();
                    messages += parts.Length / 3;
                    if (header.TryGetProperty("error", out JsonElement error))
                    {
                        refused[$"refused {error}"] = refused.GetValueOrDefault($"refused {error}") + 1;
                    }
                }
                reading.RemoveAll(reader =>
                {
                    messages += reader.Receive();
                    if (!reader.IsDone)
                    {
                        Send(reader.Client, reader.Request);
                    }
                    return reader.IsDone;
                });
            }
            // A reply is counted right after it was sent, and so before the next request is answered.
            RawClient last = Connect();
            Send(last, """{"v":1,"get":"info"}""");
            _ = last.Receive();
            Dictionary<string, long> counted = history.Counted();
            TestContext.Out.WriteLine($"{clients} clients, {silent} silent: from {before} to at most {counted["peak"]} KiB");
            Assert.That(
                counted["peak"] - before,
                Is.LessThan(((silent * (Unread + Reply)) + ((clients - silent) * Reply) + (all.Count * Connection) + Work) >> 10));
            Assert.That(counted["requests"], Is.EqualTo(requests));
            Assert.That(
                counted.Where(one => one.Key.StartsWith("refused ", StringComparison.Ordinal) && one.Value > 0), Is.EquivalentTo(refused));
            Assert.That(refused, Is.Not.Empty);
            // What was sent to those that stopped is there once they go on, in front of the next answer.
            long unread = 0;
            foreach (RawClient client in stopped)
            {
                client.Send("""{"v":1,"get":"info"}""");
                int due = 0;
                while (client.Receive().Parts is { Length: > 0 } parts)
                {
                    due += Reader.Check(parts, due);
                }
                Assert.That(due, Is.AtLeast(1000), "each gets a reply, however many others do not read");
                (messages, unread) = (messages + due, unread + (due * (long)Message));
            }
            Assert.That(unread, Is.LessThan(Math.Min(silent * (long)(Unread + Reply), UnreadOfAll + ((silent + 1L) * Reply))));
            Assert.That((counted["messages"], counted["dropped"]), Is.EqualTo((messages, 0)));
        }
        finally
        {
            all.ForEach(client => client.Dispose());
        }
    }

    /// <summary>A client that asks for a range at random.</summary>
    private sealed class Reader
    {
        private readonly int _last;
        private int _due;
        private bool _hasAsked;

        internal Reader(RawClient client, int held, Random random)
        {
            Client = client;
            (int first, int second) = (random.Next(held), random.Next(held));
            (_due, _last) = (Math.Min(first, second), Math.Max(first, second));
        }

        internal RawClient Client { get; }

        // The whole range, and then its rest.
        internal string Request => !_hasAsked ? $$"""{"v":1,"get":"range","topic":"hashtx","first":{{_due}},"last":{{_last}}}""" : """{"v":1,"get":"more"}""";

        internal bool IsDone => _due > _last;

        internal int Receive()
        {
            (JsonElement header, byte[][] parts) = Client.Receive();
            Assert.That(header.TryGetProperty("error", out JsonElement error), Is.False, error.ToString());
            int count = Check(parts, _due);
            (_due, _hasAsked) = (_due + count, true);
            Assert.That(header.GetProperty("done").GetBoolean(), Is.EqualTo(IsDone));
            return count;
        }

        /// <summary>Checks that messages go on from one on.</summary>
        /// <returns>Their number.</returns>
        internal static int Check(byte[][] parts, int due)
        {
            for (int i = 0; i < parts.Length; i += 3)
            {
                (int number, int counter) = (BinaryPrimitives.ReadInt32LittleEndian(parts[i + 1]), BinaryPrimitives.ReadInt32LittleEndian(parts[i + 2]));
                if (number != due || counter != due || !parts[i].AsSpan().SequenceEqual("hashtx"u8))
                {
                    Assert.Fail($"{number} {counter} instead of {due}");
                }
                due++;
            }
            return parts.Length / 3;
        }
    }
}
