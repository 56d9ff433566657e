using System.Text.Json;
using ZmqNative.Bitcoin;
using ZmqNative.Testing;

namespace ZmqNative.NodeTests;

/// <summary><c>zmqnative record</c> beside a real node, and what <c>publish --trace</c> makes of the recording.</summary>
public sealed class RecordTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";
    private const int Sigterm = 15;

    private static readonly string[] s_topics = ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    private string _folder = null!;
    private string _address = null!;
    private RegtestNode _node = null!;

    private string Recording => Path.Combine(_folder, "session");

    [SetUp]
    public void StartNode()
    {
        _folder = Directory.CreateTempSubdirectory("zmqnative-record-").FullName;
        _address = Port.FreeAddress();
        _node = RegtestNode.Start([.. s_topics.Select(topic => $"-zmqpub{topic}={_address}"), .. s_topics.Select(topic => $"-zmqpub{topic}hwm=0")]);
        _node.Generate(140);
    }

    [TearDown]
    public void EndNode()
    {
        _node?.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void What_was_recorded_is_replayed_to_the_messages_of_the_node()
    {
        // A branch that the recorder has not seen, to be connected in one step: only its tip comes as a rawblock.
        Hash256[] unseen = _node.Generate(3);
        _node.Invalidate(unseen[0]);
        _node.GenerateWith();
        using Collector upstream = new(_address);
        using Tool recorder = Record();
        (Hash256 First, Hash256 Last)[] lives = new (Hash256, Hash256)[2];
        lives[0].First = Sync(upstream);
        _node.Reconsider(unseen[0]);
        Spend many = _node.SendTransaction(outputs: 250);
        _node.SendTransaction(many.Outputs[0]);
        Coin coin = _node.TakeCoin();
        _node.SendTransaction(coin);
        _node.SendTransaction(coin, fee: 300_000);
        Spend mined = _node.SendTransaction();
        _node.Generate(2);
        _node.Reorganise(2);
        _node.GenerateWith(mined);
        lives[0].Last = Sync(upstream);
        _node.Flush();
        _node.Restart();
        lives[1].First = Sync(upstream);
        Hash256 block = _node.Generate(1)[0];
        _node.Invalidate(block);
        _node.Reconsider(block);
        lives[1].Last = Sync(upstream);
        Assert.That(recorder.Signal(Sigterm), Is.Zero, recorder.Error.ToString);
        Assert.That(recorder.Output.All, Has.One.Contains("The node was restarted: ").And.Some.EqualTo("Connected.").And.One.Match("^Recorded [0-9]+ events.$"));
        Assert.That(Names("note"), Does.Contain("Restart").And.Not.Contains("BlockMissing").And.Not.Contains("TransactionMissing").And.Not.Contains("Gap"));

        using Collector replay = Replay(lives[1].Last);
        foreach ((Hash256 first, Hash256 last) in lives)
        {
            Collector.Message[] sent = upstream.Between(first, last), replayed = replay.Between(first, last);
            Assert.That(replayed.Select(message => (message.Topic, message.Body)), Is.EqualTo(sent.Select(message => (message.Topic, message.Body))));
            // Nothing was lost and nothing added: the counters run side by side.
            Assert.That(replayed.Zip(sent).GroupBy(pair => pair.First.Topic, pair => pair.First.Sequence - pair.Second.Sequence).Select(topic => (topic.Key, topic.Distinct().Count())),
                Is.EquivalentTo(s_topics.Select(topic => (topic, 1))));
        }
        Assert.That(upstream.Between(lives[0].First, lives[0].Last).Where(message => message.Topic == "sequence").Select(message => message.Body[64..66]).Distinct(),
            Is.EquivalentTo(["41", "43", "44", "52"]));
    }

    [Test]
    public void A_recorder_that_was_killed_leaves_what_it_has_recorded()
    {
        using Collector upstream = new(_address);
        Hash256 first, last;
        using (Record("--upstream", _address))
        {
            first = Sync(upstream);
            _node.Generate(2);
            last = Sync(upstream);
        }
        using Collector replay = Replay(last);
        Assert.That(replay.Between(first, last).Select(message => (message.Topic, message.Body)), Is.EqualTo(upstream.Between(first, last).Select(message => (message.Topic, message.Body))));
    }

    [Test]
    public void A_block_without_a_rawblock_is_asked_for_and_none_is_left_out()
    {
        using TestPublisher publisher = new();
        using Tool recorder = Record("--upstream", publisher.Address);
        publisher.WaitForSubscriber(RegtestNode.Deadline, "sequence");
        publisher.BlockConnected(_node.BlockAt(7));
        publisher.BlockConnected(_node.BlockAt(8));
        publisher.BlockDisconnected(_node.BlockAt(9));
        publisher.BlockConnected(_node.BlockAt(10));
        WaitUntil(() => Rows().Count(row => row.GetProperty("kind").GetString() == "event") == 4);
        Assert.That(Names("event"), Is.EqualTo(["BlockConnected", "BlockConnected", "BlockDisconnected", "BlockConnected"]));
        Assert.That(recorder.Signal(Sigterm), Is.Zero);
    }

    [Test]
    public void A_block_the_node_does_not_have_and_a_transaction_that_did_not_come_are_told()
    {
        using TestPublisher publisher = new();
        using Tool recorder = Record("--upstream", publisher.Address);
        publisher.WaitForSubscriber(RegtestNode.Deadline, "sequence");
        publisher.BlockConnected(Hash256.Parse(new string('1', 64)));
        publisher.TransactionAdded(Hash256.Parse(new string('2', 64)), 1);
        publisher.TransactionRemoved(Hash256.Parse(new string('2', 64)), 2);
        recorder.Output.WaitFor(line => line.StartsWith("BlockConnected 1111", StringComparison.Ordinal) && line.Contains("is left out", StringComparison.Ordinal));
        recorder.Output.WaitFor(line => line.StartsWith("The transaction 2222", StringComparison.Ordinal));
        WaitUntil(() => Names("event").SequenceEqual(["TransactionRemovedFromMempool"]));
        Assert.That(recorder.Signal(Sigterm), Is.Zero);
    }

    [Test]
    public void It_waits_for_a_node_that_is_not_there_and_ends_when_told()
    {
        _node.Stop();
        using Tool recorder = Record("--upstream", _address);
        recorder.Output.WaitFor(line => line == $"Recording {_address} to {Recording}.");
        _node.Launch();
        _node.WaitUntilReady();
        recorder.Output.WaitFor(line => line == "Connected.");
        Assert.That(recorder.Signal(Sigterm), Is.Zero, recorder.Error.ToString);
    }

    [Test]
    public void Topics_that_a_restarted_node_does_not_publish_any_more_are_named()
    {
        string address = Port.FreeAddress();
        using RegtestNode other = RegtestNode.Start($"-zmqpubrawblock={address}");
        other.Stop();
        other.Launch($"-zmqpubrawtx={address}", $"-zmqpubsequence={address}");
        other.WaitUntilReady();
        using Tool recorder = Tool.Start("record", "--node", $"{other.RpcAddress}", "--node-cookie", other.CookieFile, Recording);
        recorder.Output.WaitFor(line => line == "Connected.");
        other.Restart();
        string sentence = $"The recording is not complete from here on: rawtx, sequence cannot come from {address}: the node publishes only rawblock there; "
            + $"put zmqpubrawtx={address} zmqpubsequence={address} into its bitcoin.conf.";
        recorder.Error.WaitFor(line => line == $"Warning: {sentence}");
        Assert.That(recorder.Signal(Sigterm), Is.Zero, recorder.Error.ToString);
        Assert.That(Rows().Where(row => row.GetProperty("name").GetString() == "TopicsMissing").Select(row => row.GetProperty("text").GetString()), Is.EqualTo([sentence]));
    }

    /// <summary>It publishes what it makes from RPC, of which the node knows nothing.</summary>
    [Test]
    public void A_relay_beside_a_node_that_publishes_nothing_is_recorded()
    {
        string address = Port.FreeAddress();
        using RegtestNode silent = RegtestNode.Start();
        using Tool relay = Tool.Start(["publish", "--node", $"{silent.RpcAddress}", "--node-cookie", silent.CookieFile, .. s_topics.Select(topic => $"-zmqpub{topic}={address}")]);
        relay.Output.WaitFor(line => line.StartsWith("Live: ", StringComparison.Ordinal));
        using Tool recorder = Tool.Start("record", "--node", $"{silent.RpcAddress}", "--node-cookie", silent.CookieFile, "--upstream", address, Recording);
        recorder.Error.WaitFor(line => line.StartsWith($"Warning: The recording may not be complete: rawblock, rawtx, sequence can come from {address} only if a relay makes them: the node publishes nothing; ", StringComparison.Ordinal));
        WaitUntil(() => silent.Generate(1).Length > 0 && Names("event").Contains("BlockConnected"));
        Assert.That(recorder.Signal(Sigterm), Is.Zero, recorder.Error.ToString);
        Assert.That(recorder.Error.All, Has.Length.EqualTo(1));
    }

    [Test]
    public void Malformed_messages_are_named_once_and_counted()
    {
        using TestPublisher publisher = new();
        using Tool recorder = Record("--upstream", publisher.Address);
        publisher.WaitForSubscriber(RegtestNode.Deadline, "sequence");
        byte[][] malformed = ["sequence"u8.ToArray(), new byte[32], new byte[4]];
        for (int i = 0; i < 3; i++)
        {
            publisher.PublishParts(malformed);
        }
        publisher.TransactionRemoved(Hash256.Parse(new string('2', 64)), 2);
        WaitUntil(() => Names("event").Any());
        Assert.That(recorder.Signal(Sigterm), Is.Zero);
        string[] sentences = ["A message of sequence cannot be read: the body is neither 33 nor 41 bytes.", "2 more messages of sequence cannot be read: the body is neither 33 nor 41 bytes."];
        Assert.That(recorder.Error.All, Is.EqualTo(sentences.Select(sentence => $"Warning: {sentence}")));
        Assert.That(Rows().Where(row => row.GetProperty("name").GetString() == "Malformed").Select(row => row.GetProperty("text").GetString()), Is.EqualTo(sentences));
    }

    [Test]
    public void Topics_on_several_addresses_are_refused_with_what_to_do()
    {
        string address = Port.FreeAddress();
        using RegtestNode other = RegtestNode.Start($"-zmqpubrawtx={Port.FreeAddress()}", $"-zmqpubrawblock={address}", $"-zmqpubsequence={address}");
        (int exitCode, _, string[] error) = Tool.Run(["record", "--node", $"{other.RpcAddress}", "--node-cookie", other.CookieFile, Recording]);
        Assert.That((exitCode, error.Length), Is.EqualTo((1, 1)));
        Assert.That(error[0], Does.StartWith("Error: The node does not publish rawblock, rawtx, sequence on one address").And.Contains(": put zmqpubrawblock=tcp://").And.EndsWith(" into its bitcoin.conf."));
        Assert.That(Directory.Exists(Recording), Is.False);
    }

    [Test]
    public void A_folder_with_something_in_it_is_refused()
    {
        Directory.CreateDirectory(Recording);
        File.WriteAllText(Path.Combine(Recording, "events.jsonl"), "mine");
        (int exitCode, _, string[] error) = Tool.Run(["record", "--node", $"{_node.RpcAddress}", "--node-cookie", _node.CookieFile, Recording]);
        Assert.That((exitCode, string.Join('\n', error)), Is.EqualTo((1, $"Error: {Recording}: a recording needs a new or an empty folder.")));
    }

    private Tool Record(params string[] more) => Tool.Start(["record", "--node", $"{_node.RpcAddress}", "--node-cookie", _node.CookieFile, .. more, Recording]);

    // A subscription may arrive later than what is published next: until one transaction is seen by both, another one is sent.
    private Hash256 Sync(Collector upstream)
    {
        Hash256 seen = default;
        WaitUntil(() =>
        {
            seen = _node.SendTransaction().Id;
            return SpinWait.SpinUntil(() => upstream.HasAdded(seen) && Rows().Any(row => row.TryGetProperty("txid", out JsonElement txid) && txid.GetString() == $"{seen}"), TimeSpan.FromSeconds(2));
        });
        return seen;
    }

    private Collector Replay(Hash256 last)
    {
        while (true)
        {
            using Tool publisher = Tool.Start(
                ["publish", "--trace", Recording, "--wait-for-subscribers", "1", "--exit", .. s_topics.Select(topic => $"-zmqpub{topic}={Anywhere}"), .. s_topics.Select(topic => $"-zmqpub{topic}hwm=0")]);
            Collector replay = new(publisher.EndpointOf(Anywhere));
            Assert.That(publisher.WaitForExit(), Is.Zero, publisher.Error.ToString);
            replay.WaitFor(last);
            // A handshake is no subscription: when that came too late, once more.
            if (replay.Messages[0].Sequence == 0)
            {
                return replay;
            }
            replay.Dispose();
        }
    }

    private IEnumerable<string> Names(string kind) => Rows().Where(row => row.GetProperty("kind").GetString() == kind).Select(row => row.GetProperty("name").GetString()!);

    // Whole lines only: it is being written.
    private JsonElement[] Rows()
    {
        string file = Path.Combine(Recording, "events.jsonl");
        if (!File.Exists(file))
        {
            return [];
        }
        using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n')[..^1].Select(line => JsonElement.Parse(line))];
    }

    private static void WaitUntil(Func<bool> condition) => Assert.That(SpinWait.SpinUntil(condition, RegtestNode.Deadline), Is.True, "the deadline");
}
