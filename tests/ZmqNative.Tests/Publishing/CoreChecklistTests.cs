using System.Buffers.Binary;
using System.Security.Cryptography;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>
/// The checks of Core's functional test (interface_zmq.py) that a recorded session can show, made on received messages without a look at
/// the recorded ones. Frame rules (three parts, topic, four counter bytes) are checked by <see cref="TestSubscriber"/> on every receive.
/// </summary>
public sealed class CoreChecklistTests
{
    private sealed record Message(string Topic, byte[] Body, uint Counter)
    {
        public string Hash => Convert.ToHexStringLower(Body.AsSpan(0, 32));

        public char Label => (char)Body[32];

        public ulong MempoolSequence => BinaryPrimitives.ReadUInt64LittleEndian(Body.AsSpan(33));
    }

    private static List<Message> Play(string scenario)
    {
        using TraceOptions trace = new(scenario);
        using SessionTrace feed = SessionTrace.Open(trace.Folder);
        ZmqNotificationOptions options = RunningInterface.AllTopics(highWatermark: 0);
        using RunningInterface publishing = new(options, feed.TryReadBlock);
        TestSubscriber subscriber = publishing.Subscribe();
        long probes = publishing.Notifications.MessagesPublished;
        foreach (Action<INodeEvents> nodeEvent in feed.ReadEvents())
        {
            nodeEvent(publishing.Notifications);
        }
        List<Message> messages = [];
        for (long left = publishing.Notifications.MessagesPublished - probes; left > 0; left--)
        {
            var (topic, body, sequence) = subscriber.Receive();
            messages.Add(new Message(topic, body, BinaryPrimitives.ReadUInt32LittleEndian(sequence)));
        }
        return messages;
    }

    private static string DoubleHash(ReadOnlySpan<byte> bytes) => new Hash256(SHA256.HashData(SHA256.HashData(bytes))).ToString();

    [TestCase("mine-blocks")]
    [TestCase("mempool-and-block")]
    [TestCase("mempool-conflict-and-expiry")]
    [TestCase("rbf-replacement")]
    [TestCase("restart-with-mempool")]
    [TestCase("large-block")]
    [TestCase("knots-wallet-topics")]
    public void Every_session_keeps_the_rules(string scenario)
    {
        List<Message> all = Play(scenario);
        foreach (IGrouping<string, Message> topic in all.GroupBy(message => message.Topic))
        {
            Assert.That(topic.Select(message => message.Counter), Is.EqualTo(Enumerable.Range(0, topic.Count()).Select(i => (uint)i)), "4: counter = previous + 1");
        }
        Message[] sequence = [.. all.Where(message => message.Topic == "sequence")];
        Assert.That(sequence.All(message => message.Body.Length switch { 41 => message.Label is 'A' or 'R', 33 => message.Label is 'C' or 'D', _ => false }), "5, 6: sequence bodies");

        // 12, 13, 22: hashtx and rawtx go in pairs, and the txid is that of the raw transaction.
        var hashes = all.Where(message => message.Topic == "hashtx").Select(message => message.Hash);
        var raw = all.Where(message => message.Topic == "rawtx").Select(message => Transaction.Parse(message.Body).Id.ToString());
        Assert.That(hashes, Is.EqualTo(raw));

        // 14 to 18: the raw block belongs to the hash before it, and its header hashes to it.
        Message[] blocks = [.. all.Where(message => message.Topic is "hashblock" or "rawblock")];
        foreach (Message[] pair in blocks.Chunk(2))
        {
            Assert.That(pair.Select(message => message.Topic), Is.EqualTo((string[])["hashblock", "rawblock"]));
            Assert.That(DoubleHash(pair[1].Body.AsSpan(0, 80)), Is.EqualTo(pair[0].Hash));
            Assert.That(Block.Parse(pair[1].Body).Hash.ToString(), Is.EqualTo(pair[0].Hash));
        }

        // 26, 36: the mempool sequence starts at 1 and only ever jumps by what a block took out.
        ulong[] numbers = [.. sequence.Where(message => message.Body.Length == 41).Select(message => message.MempoolSequence)];
        Assert.That(numbers, Is.Ordered.Ascending.And.Unique);
        Assert.That(numbers.FirstOrDefault(1UL), Is.EqualTo(1));

        // 27, 35: no removal is published for a mined transaction.
        HashSet<string> removed = [.. sequence.Where(message => message.Label == 'R').Select(message => message.Hash)];
        Assert.That(blocks.Where(message => message.Topic == "rawblock").SelectMany(message => Ids(Block.Parse(message.Body))).Where(removed.Contains), Is.Empty);
    }

    [Test]
    public void A_witness_transactions_raw_body_hashes_to_its_wtxid_not_its_txid()
    {
        Message[] raw = [.. Play("mempool-and-block").Where(message => message.Topic == "rawtx")];
        Message[] withWitness = [.. raw.Where(message => message.Body[4] == 0)];
        Assert.That(withWitness, Is.Not.Empty);
        Assert.That(withWitness.Select(message => DoubleHash(message.Body)), Has.None.AnyOf([.. withWitness.Select(message => Transaction.Parse(message.Body).Id.ToString())]));
    }

    [Test]
    public void A_replacement_is_a_removal_and_then_an_addition_with_consecutive_numbers()
    {
        Message[] sequence = [.. Play("rbf-replacement").Where(message => message.Topic == "sequence" && message.Body.Length == 41)];
        int removal = Array.FindIndex(sequence, message => message.Label == 'R');
        Assert.That((sequence[removal].MempoolSequence, sequence[removal + 1].Label, sequence[removal + 1].MempoolSequence), Is.EqualTo((2UL, 'A', 3UL)));
        Assert.That(sequence[removal].Hash, Is.EqualTo(sequence[removal - 1].Hash));
    }

    [Test]
    public void A_conflict_is_removed_before_the_block_is_announced_as_connected()
    {
        List<Message> sequence = [.. Play("mempool-conflict-and-expiry").Where(message => message.Topic == "sequence")];
        int removal = sequence.FindIndex(message => message.Label == 'R');
        int connect = sequence.FindIndex(removal, message => message.Label == 'C');
        Assert.That(sequence[(removal + 1)..connect].Select(message => message.Label), Has.All.EqualTo('R'));
    }

    [Test]
    public void A_disconnected_block_returns_its_transactions_and_announces_no_tip()
    {
        List<Message> all = Play("knots-wallet-topics");
        int disconnect = all.FindIndex(message => message.Topic == "sequence" && message.Label == 'D');
        int reconnect = all.FindIndex(disconnect, message => message.Topic == "sequence" && message.Label == 'C');
        Assert.That(all[disconnect..reconnect].Select(message => message.Topic), Has.None.EqualTo("hashblock"));
        Assert.That(all[disconnect..reconnect].Where(message => message.Topic == "sequence").Select(message => message.Label), Is.EqualTo("DA"));
    }

    private static IEnumerable<string> Ids(Block block) => block.Transactions.ToArray().Select(transaction => transaction.Id.ToString());
}
