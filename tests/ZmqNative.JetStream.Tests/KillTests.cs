using System.Diagnostics;
using ZmqNative.Bitcoin;
using ZmqNative.IntegrationTests;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream.Tests;

/// <summary>
/// A node, two relays and a cluster of three servers, each of which is killed at random under traffic. The account is the test's own: what
/// the node published, seen at the node, against what is in the stream, read by a plain client of NATS.
/// </summary>
public sealed class KillTests
{
    private static readonly string[] s_topics = ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    private readonly string _upstream = Port.FreeAddress();
    private readonly Tool?[] _relays = new Tool?[2];
    private readonly List<Hash256> _mined = [];
    private NatsServer[] _servers = [];
    private RegtestNode? _node;

    private string Addresses => string.Join(',', _servers.Select(server => server.Address));

    [TearDown]
    public void End()
    {
        Array.ForEach(_relays, relay => relay?.Dispose());
        _node?.Dispose();
        Array.ForEach(_servers, server => server.Dispose());
    }

    [TestCase(5)]
    [TestCase(100, Category = "Long")]
    public async Task The_stream_has_each_message_once_in_order_and_every_break_marked(int kills)
    {
        int seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        _servers = NatsServer.StartCluster();
        _node = RegtestNode.Start([.. s_topics.SelectMany(topic => (string[])[$"-zmqpub{topic}={_upstream}", $"-zmqpub{topic}hwm=0"])]);
        using NodeRecord record = new(_upstream);
        _node.Generate(110);
        _node.Flush();
        StartRelay(0);
        StartRelay(1);
        await using Reading reading = new(new() { Servers = Addresses, Chain = "regtest", Start = JetStreamStart.First });
        WaitForNext(reading);
        _mined.Clear();
        TimeSpan longest = default;
        for (int kill = 0; kill < kills; kill++)
        {
            Mine(random.Next(1, 4));
            // Each is killed once before any of them is twice.
            string act = Act(kill < 5 ? kill : random.Next(5), random);
            Mine(random.Next(1, 4));
            long begun = Stopwatch.GetTimestamp();
            WaitForNext(reading);
            TimeSpan taken = Stopwatch.GetElapsedTime(begun);
            longest = taken > longest ? taken : longest;
            TestContext.Out.WriteLine($"{act}: the next block was in the stream after {taken.TotalSeconds:0.0} s");
            Restore();
            await NatsServer.WaitUntilWholeAsync(_servers);
        }
        WaitForNext(reading);
        TestContext.Out.WriteLine($"longest {longest.TotalSeconds:0.0} s");
        Assert.That(reading.Losses.OfType<PublisherRestarted>().Where(one => one.Topic.EndsWith('>')), Is.Empty, "the stream is the same over all kills");
        List<RawMessage> all = await RawMessage.ReadAllAsync(_servers[0]);
        AssertStream(all, record);
        AssertBlocks(all);
        reading.WaitFor(one => one.Notifications.Length >= all.GroupBy(message => (message.Subject, message.Headers["Bitcoin-Offset"], message.Headers["Bitcoin-Stream"])).Count(), "the subscriber has all of it");
        Assert.That(reading.Counters, Is.EqualTo(all.Select(message => (uint?)message.Counter)));
    }

    private string Act(int act, Random random)
    {
        switch (act)
        {
            case 0 or 1:
                Assert.That(_relays[act]!.Signal(9), Is.Not.Zero);
                _relays[act]!.Dispose();
                _relays[act] = null;
                return $"relay {act}";
            case 2:
                _node!.Kill9();
                _node.Launch();
                _node.WaitUntilReady();
                return "node";
            case 3:
                NatsServer leader = _servers.OrderByDescending(server => server.Log.LastIndexOf("new leader for 'bitcoin-regtest'", StringComparison.Ordinal) >= 0).First();
                leader.Kill();
                return "the leader, or the one that was it last";
            default:
                _servers[random.Next(3)].Kill();
                return "server";
        }
    }

    private void Restore()
    {
        foreach (NatsServer server in _servers.Where(server => !server.IsRunning))
        {
            server.Launch();
        }
        for (int i = 0; i < 2; i++)
        {
            if (_relays[i] is null)
            {
                StartRelay(i);
            }
        }
    }

    private void StartRelay(int number)
    {
        string address = Port.FreeAddress();
        _relays[number] = Tool.Start(["publish", "--node", $"{_node!.RpcAddress}", "--node-cookie", _node.CookieFile, "--upstream", _upstream,
            "--jetstream", Addresses, "--jetstream-chain", "regtest", "--jetstream-max-bytes", "100000000", .. s_topics.Select(topic => $"-zmqpub{topic}={address}")]);
        _ = _relays[number]!.Output.WaitFor(line => line.StartsWith("Live:", StringComparison.Ordinal));
        _ = _relays[number]!.Output.WaitFor(line => line.StartsWith("JetStream Writing", StringComparison.Ordinal) || line.StartsWith("JetStream Standby", StringComparison.Ordinal));
    }

    private void Mine(int count) => _mined.AddRange(_node!.Generate(count));

    // Mines until a block is in the stream: then the relays are connected.
    private void WaitForNext(Reading reading)
    {
        Hash256[] blocks = _node!.Generate(1);
        _mined.AddRange(blocks);
        if (!SpinWait.SpinUntil(() => reading.Items.OfType<BlockConnected>().Any(item => item.Hash == blocks[0]), RegtestNode.Deadline))
        {
            Assert.Fail($"{blocks[0]} did not come. {reading.Items.LastOrDefault()}\n{string.Join("\n---\n", _relays.Select(relay => $"{relay?.Output}\n{relay?.Error}"))}");
        }
    }

    // In one run of counters, two neighbours in the stream are neighbours at the node; and nothing of the node is there twice.
    private static void AssertStream(List<RawMessage> all, NodeRecord record)
    {
        List<string> wrong = [];
        int marks = 0, known = 0;
        foreach (string topic in s_topics)
        {
            List<(uint Counter, string Body)> node = record.Messages(topic);
            List<RawMessage> stored = [.. all.Where(message => message.Subject == $"bitcoin.regtest.{topic}" && !message.Headers.ContainsKey("Bitcoin-Part"))];
            int place = -1;
            RawMessage? before = null;
            foreach (RawMessage message in stored)
            {
                (uint, string) key = (message.Counter, Convert.ToHexString(message.Body));
                bool goesOn = before is not null && message.Counter == before.Counter + 1;
                marks += goesOn ? 0 : 1;
                before = message;
                int found = node.IndexOf(key, place + 1);
                if (found >= 0)
                {
                    if (goesOn && place >= 0 && found != place + 1)
                    {
                        wrong.Add($"{topic} {message.Sequence}: counter {message.Counter} goes on, but {found - place - 1} messages of the node are missing");
                    }
                    place = found;
                    known++;
                }
                else if (node.Contains(key))
                {
                    wrong.Add($"{topic} {message.Sequence}: counter {message.Counter} is there twice, or out of order");
                }
            }
        }
        TestContext.Out.WriteLine($"{all.Count} messages in the stream, {known} of them seen at the node, {marks} beginnings and marks");
        Assert.That(wrong, Is.Empty);
        Assert.That(known, Is.GreaterThan(all.Count / 2), "or nothing was compared");
    }

    private void AssertBlocks(List<RawMessage> all)
    {
        HashSet<string> connected = [.. all.Where(message => message.Subject.EndsWith(".sequence", StringComparison.Ordinal) && message.Body[32] == (byte)'C').Select(message => Convert.ToHexStringLower(message.Body.AsSpan(0, 32)))];
        Hash256[] due = [.. _mined.Where(IsInChain)];
        TestContext.Out.WriteLine($"{due.Length} blocks of {_mined.Count} are in the chain");
        Assert.That(due.Where(block => !connected.Contains($"{block}")), Is.Empty, "all blocks of the chain");
    }

    private bool IsInChain(Hash256 block)
    {
        try
        {
            return _node!.Call("getblockheader", $"{block}")["confirmations"]!.GetValue<int>() > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What the node publishes, topic by topic.</summary>
    private sealed class NodeRecord : INotificationHandler, IDisposable
    {
        private readonly Dictionary<string, List<(uint, string)>> _messages = s_topics.ToDictionary(topic => topic, _ => new List<(uint, string)>());
        private readonly NotificationReceiver _receiver;

        internal NodeRecord(string address) => _receiver = new NotificationReceiver(
            new() { Addresses = { address }, ReconnectInterval = TimeSpan.FromMilliseconds(10), MaxReconnectInterval = TimeSpan.FromMilliseconds(10), UnseenAfter = TimeSpan.Zero }, this);

        public void OnNotification(in ReceivedNotification notification)
        {
            lock (_messages)
            {
                _messages[notification.TopicName].Add((notification.MessageSequence!.Value, Convert.ToHexString(notification.Body)));
            }
        }

        public void OnEvent(StreamEvent streamEvent)
        {
            // The counters show what was lost here.
        }

        public void Dispose() => _receiver.Dispose();

        internal List<(uint Counter, string Body)> Messages(string topic)
        {
            lock (_messages)
            {
                return [.. _messages[topic]];
            }
        }
    }
}
