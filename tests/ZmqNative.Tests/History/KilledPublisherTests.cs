using System.Buffers.Binary;
using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.History;

/// <summary>A publisher that is killed while it writes: no offset has two meanings, and nothing durable is lost.</summary>
[Platform("Linux")]
public sealed class KilledPublisherTests
{
    [TestCase(2)]
    [TestCase(100, Category = "Long")]
    public async Task Killed_during_writes(int kills)
    {
        const int seed = 27;
        TestContext.Out.WriteLine($"Seed {seed}");
        Random random = new(seed);
        using TempFolder folder = new();
        // Who wrote each message that was seen, live or afterwards.
        Dictionary<StreamPosition, ulong> seen = [];
        List<(Guid Stream, ulong First, ulong Durable, ulong Nonce)> lives = [];
        for (int kill = 0; kill < kills; kill++)
        {
            ulong nonce = (ulong)random.NextInt64();
            using HistoryProcess publisher = new(folder.Path, nonce);
            StreamPosition begin = publisher.Begin;
            Assert.That(lives.Select(life => life.Stream), Has.No.Member(begin.Stream));
            ulong durable = begin.Offset;
            for (int reports = random.Next(1, 15); reports > 0; reports--)
            {
                durable = ulong.Parse(publisher.Read("durable "), System.Globalization.CultureInfo.InvariantCulture);
            }
            using (HistoryClient client = new(publisher.Endpoint) { Timeout = TimeSpan.FromSeconds(30) })
            {
                await foreach (HistoryChunk chunk in client.ReadAsync(begin))
                {
                    Note(chunk.Messages, seen);
                }
            }
            lives.Add((begin.Stream, begin.Offset + 1, publisher.Kill(durable), nonce));
        }
        using HistoryFeed after = new(options => options.UseSqlite(folder.Path));
        Dictionary<StreamPosition, ulong> held = [];
        List<StreamPosition> order = [];
        await foreach (HistoryChunk chunk in after.Client.ReadAsync(null))
        {
            Note(chunk.Messages, seen);
            Note(chunk.Messages, held);
            order.AddRange(chunk.Messages.Select(message => message.Position));
        }
        Assert.That(order.Select(position => position.Offset), Is.EqualTo(Enumerable.Range(1, order.Count).Select(offset => (ulong)offset)));
        foreach ((Guid stream, ulong first, ulong durable, ulong nonce) in lives)
        {
            for (ulong offset = first; offset <= durable; offset++)
            {
                Assert.That(held.GetValueOrDefault(new StreamPosition(stream, offset)), Is.EqualTo(nonce), $"{stream}:{offset} was durable");
            }
        }
        Assert.That((await after.Client.GetInfoAsync()).Predecessor?.Stream, Is.EqualTo(lives[^1].Stream));
        TestContext.Out.WriteLine($"{kills} kills, {order.Count} durable messages, {seen.Count - order.Count} seen live and gone");
    }

    [Test]
    public void An_orderly_end_between_kills_continues_the_stream()
    {
        using TempFolder folder = new();
        StreamPosition first;
        using (HistoryProcess publisher = new(folder.Path, 1))
        {
            first = publisher.Begin;
            _ = publisher.Read("durable ");
            publisher.End();
        }
        using HistoryProcess second = new(folder.Path, 2);
        Assert.That(second.Begin.Stream, Is.EqualTo(first.Stream));
        Assert.That(second.Begin.Offset, Is.GreaterThan(0));
    }

    /// <summary>The kernel refuses to let the file grow, as on a disk without room.</summary>
    [Test]
    public async Task A_disk_that_is_full_ends_history_on_disk_and_nothing_else()
    {
        using TempFolder folder = new();
        StreamPosition begin;
        using (HistoryProcess publisher = new(folder.Path, 1, limit: "trap '' XFSZ; ulimit -f 4000; "))
        {
            begin = publisher.Begin;
            Assert.That(publisher.Read("failed "), Does.Contain("SQLite Error"));
            using HistoryClient client = new(publisher.Endpoint) { Timeout = TimeSpan.FromSeconds(30) };
            ulong head = (await client.GetInfoAsync()).Head.Offset;
            while ((await client.GetInfoAsync()).Head.Offset <= head)
            {
                // It goes on publishing.
            }
            Assert.That(await HistoryFeed.Messages(client.ReadAsync(begin with { Offset = head })), Is.Not.Empty);
            publisher.End();
        }
        using HistoryProcess second = new(folder.Path, 2);
        Assert.That(second.Begin.Stream, Is.Not.EqualTo(begin.Stream), "the failed history did not end in order");
    }

    // Each body says who wrote it and at which offset.
    private static void Note(IEnumerable<HistoryMessage> messages, Dictionary<StreamPosition, ulong> seen)
    {
        foreach (HistoryMessage message in messages)
        {
            ulong nonce = BinaryPrimitives.ReadUInt64LittleEndian(message.Body);
            Assert.That(BinaryPrimitives.ReadUInt64LittleEndian(message.Body.AsSpan(8)), Is.EqualTo(message.Position.Offset));
            Assert.That(seen.TryAdd(message.Position, nonce) || seen[message.Position] == nonce, $"{message.Position} has two meanings");
        }
    }
}
