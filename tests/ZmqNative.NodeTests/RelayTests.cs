using ZmqNative.Bitcoin;
using ZmqNative.Testing;

namespace ZmqNative.NodeTests;

/// <summary>A relay beside a real node: what the node publishes itself at one address is what the tool publishes at another, made of three topics at a third.</summary>
public sealed class RelayTests
{
    private static readonly string[] s_topics = ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    private string _upstream = null!;
    private string _all = null!;
    private string _relayed = null!;
    private string[] _publish = null!;
    private RegtestNode _node = null!;

    [SetUp]
    public void StartNode()
    {
        (_upstream, _all, _relayed) = (Port.FreeAddress(), Port.FreeAddress(), Port.FreeAddress());
        _publish = [.. s_topics.Select(topic => $"-zmqpub{topic}={_all}"), .. s_topics[2..].Select(topic => $"-zmqpub{topic}={_upstream}"),
            .. s_topics.Select(topic => $"-zmqpub{topic}hwm=0")];
        _node = RegtestNode.Start(_publish);
        _node.Generate(110);
        _node.Flush();
    }

    [TearDown]
    public void EndNode() => _node?.Dispose();

    [Test]
    public void Everything_a_node_does_is_relayed_message_by_message()
    {
        using Tool relay = StartRelay(_upstream);
        using Capture expected = new(_all), actual = new(_relayed);
        Hash256 first = Join(expected, actual);
        Stress();
        AssertEqualFrom(first, expected, actual);
    }

    [Test]
    public void A_node_that_is_killed_and_comes_back_shows_as_a_restart_and_no_block_is_missing()
    {
        using Tool relay = StartRelay(_upstream);
        using Capture expected = new(_all), actual = new(_relayed);
        Hash256 first = Join(expected, actual);
        Stress();
        _node.Kill9();
        _node.Restart();
        Hash256 second = Join(expected, actual);
        Stress();
        AssertEqualFrom(second, expected, actual);
        string[] before = Life(actual, first), original = Life(expected, first);
        int received = Math.Min(before.Length, original.Length);
        Assert.That(before[..received], Is.EqualTo(original[..received]));
        AssertNoBlockIsMissing(actual, from: 1 + _node.Call("getblockheader", $"{second}")["height"]!.GetValue<int>());
    }

    [Test]
    public void It_is_there_before_the_node_and_lives_through_its_restarts()
    {
        _node.SendTransaction();
        _node.Stop();
        using Tool relay = StartRelay(_upstream, "Starting");
        using Capture expected = new(_all), actual = new(_relayed);
        for (int i = 0; i < 3; i++)
        {
            _node.Restart();
            Hash256 first = Join(expected, actual);
            Stress();
            AssertEqualFrom(first, expected, actual);
            _node.Stop();
        }
        Assert.That(relay.Signal(15), Is.Zero, relay.Error.ToString);
        Assert.That(relay.Error.All, Is.Empty);
        string[] told = [.. relay.Output.All];
        Assert.That(told.Count(line => line.StartsWith("Recovering: There is no connection", StringComparison.Ordinal)), Is.AtLeast(3));
        Assert.That(RepeatedReasons(told), Is.Empty, "each reason is told once");
    }

    // Reasons may change while a node is away; each is said once between two connections.
    private static IEnumerable<string> RepeatedReasons(IEnumerable<string> told)
    {
        HashSet<string> since = [];
        foreach (string line in told)
        {
            if (line.StartsWith("Live", StringComparison.Ordinal))
            {
                since.Clear();
            }
            else if (!since.Add(line))
            {
                yield return line;
            }
        }
    }

    [Test]
    public void What_was_held_up_on_its_way_and_comes_at_once_is_all_there()
    {
        using TestLink link = new(_upstream);
        // Less than what comes at once.
        using Tool relay = StartRelay(link.Address, "Live", "2000");
        using Capture expected = new(_all), actual = new(_relayed);
        Hash256 first = Join(expected, actual);
        for (int i = 0; i < 3; i++)
        {
            link.Pause();
            Stress();
            expected.WaitFor($"sequence {_node.Tip}43");
            link.Resume();
        }
        AssertEqualFrom(first, expected, actual);
    }

    [Test]
    public void In_an_initial_download_tips_are_not_told()
    {
        int port = Port.Free();
        using RegtestNode peer = RegtestNode.Start("-listen=1", $"-bind=127.0.0.1:{port}");
        peer.Generate(200);
        // No tip is ever young enough.
        _node.Dispose();
        _node = RegtestNode.Start([.. _publish, "-maxtipage=-1000000000"]);
        using Tool relay = StartRelay(_upstream);
        using Capture expected = new(_all), actual = new(_relayed);
        Hash256 first = Join(expected, actual);
        _node.DownloadFrom(peer, port);
        AssertEqualFrom(first, expected, actual, "sequence");
        Assert.That(actual.Messages, Has.None.StartsWith("hashblock ").And.Some.StartsWith($"sequence {peer.Tip}43"));
    }

    [Test]
    public void The_next_relay_binds_the_same_addresses_at_once_and_the_counters_go_on()
    {
        using Capture expected = new(_all), actual = new(_relayed);
        for (int i = 0; i < 3; i++)
        {
            using Tool relay = StartRelay(_upstream);
            Hash256 first = Join(expected, actual);
            Stress();
            AssertEqualFrom(first, expected, actual);
            Assert.That(relay.Signal(15), Is.Zero, relay.Error.ToString);
        }
    }

    [Test]
    public void Blocks_that_were_taken_for_lost_and_come_after_all_are_not_published_twice()
    {
        using TestLink link = new(_upstream);
        using Tool relay = StartRelay(link.Address);
        using Capture expected = new(_all), actual = new(_relayed);
        Hash256 first = Join(expected, actual);
        link.Cut();
        Assert.That(SpinWait.SpinUntil(() => relay.Output.All.Count(line => line.StartsWith("Live: ", StringComparison.Ordinal)) == 2, RegtestNode.Deadline), relay.Output.ToString);
        // Connected, but nothing gets through.
        link.Pause();
        _node.SendTransaction();
        Hash256 late = _node.Generate(2)[1];
        actual.WaitFor($"sequence {late}43");
        link.Resume();
        Hash256 last = _node.Generate(1)[0];
        string[] Part(Capture capture) => Blocks(capture.Between($"sequence {first}43", $"hashblock {last}"));
        Assert.That(Part(actual), Is.EqualTo(Part(expected)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Blocks_that_a_cut_link_swallowed_are_published_in_the_places_of_what_was_lost(bool isFollowedByABlock)
    {
        using TestLink link = new(_upstream);
        using Tool relay = StartRelay(link.Address);
        using Capture expected = new(_all), actual = new(_relayed);
        Hash256 first = Join(expected, actual);
        int height = _node.Height;
        link.Pause();
        _node.SendTransaction();
        Hash256 passing = _node.Generate(1)[0];
        // This leaves a block as well that subscribers know.
        _node.Reorganise(2);
        Hash256 lost = _node.Tip;
        link.Cut();
        link.Resume();
        if (isFollowedByABlock)
        {
            _ = Join(expected, actual);
        }
        actual.WaitFor($"sequence {lost}43");
        Stress();
        Hash256 last = _node.Generate(1)[0];
        string[] published = actual.Between($"sequence {first}43", $"hashblock {last}");
        AssertNoBlockIsMissing(actual, height);
        // What came and went during the cut was never seen.
        string[] original = expected.Between($"sequence {first}43", $"hashblock {last}");
        Assert.That(Life(actual, first), Has.Some.StartsWith($"hashblock {last}"), "no counter goes back");
        int same = published.Reverse().Zip(original.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.That(published[^same..], Has.Some.StartsWith("rawblock "), "then the node's counters go on");
        Assert.That(Blocks(published), Is.EqualTo(Blocks(original).Where(step => !step.StartsWith($"{passing}", StringComparison.Ordinal))));
        Assert.That(published, Has.Some.StartsWith($"hashblock {lost}").And.Some.StartsWith("rawblock "));
    }

    private void Stress()
    {
        Coin coin = _node.TakeCoin();
        _node.SendTransaction(coin);
        _node.SendTransaction(coin, fee: 200_000);
        Spend split = _node.SendTransaction(outputs: 100);
        _node.Generate(1);
        foreach (Coin output in split.Outputs)
        {
            _node.SendTransaction(output);
        }
        for (int depth = 1; depth <= 3; depth++)
        {
            _node.Generate(1);
            _node.Reorganise(depth);
        }
        Coin contested = _node.TakeCoin();
        _node.SendTransaction(contested);
        _node.GenerateWith(new Spend(contested, 1, 300_000));
    }

    // Blocks until both have one.
    private Hash256 Join(Capture expected, Capture actual)
    {
        while (true)
        {
            string connected = $"sequence {_node.Generate(1)[0]}43";
            bool Has(Capture capture) => Array.Exists(capture.Messages, message => message.StartsWith(connected, StringComparison.Ordinal));
            if (SpinWait.SpinUntil(() => Has(expected) && Has(actual), TimeSpan.FromSeconds(1)))
            {
                return _node.Tip;
            }
        }
    }

    private void AssertEqualFrom(Hash256 first, Capture expected, Capture actual, string lastTopic = "hashblock")
    {
        string last = $"{lastTopic} {_node.Generate(1)[0]}";
        string[] Part(Capture capture) => capture.Between($"sequence {first}43", last);
        Assert.That(Part(actual), Is.EqualTo(Part(expected)));
    }

    // From a block on, until the counters go back.
    private static string[] Life(Capture capture, Hash256 first)
    {
        string[] messages = capture.Messages[capture.WaitFor($"sequence {first}43")..];
        Dictionary<string, uint> counters = [];
        return [.. messages.TakeWhile(message =>
        {
            string[] words = message.Split(' ');
            uint counter = uint.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture);
            bool isForward = counter >= counters.GetValueOrDefault(words[0]);
            counters[words[0]] = counter;
            return isForward;
        })];
    }

    private void AssertNoBlockIsMissing(Capture actual, int from)
    {
        string[] messages = actual.Messages;
        for (int height = from; height <= _node.Height; height++)
        {
            Assert.That(messages, Has.Some.StartsWith($"sequence {_node.BlockAt(height)}43"), $"height {height}");
        }
    }

    // What was connected and disconnected, in order.
    private static string[] Blocks(string[] messages) =>
        [.. messages.Select(message => message.Split(' ')).Where(words => words[0] == "sequence" && words[1].Length == 66).Select(words => words[1])];

    private Tool StartRelay(string upstream, string state = "Live", string highWatermark = "0")
    {
        Tool relay = Tool.Start(["publish", "--node", $"{_node.RpcAddress}", "--node-cookie", _node.CookieFile, "--upstream", upstream, .. s_topics.SelectMany(topic => (string[])[$"-zmqpub{topic}={_relayed}", $"-zmqpub{topic}hwm={highWatermark}"])]);
        try
        {
            relay.Output.WaitFor(line => line.StartsWith($"{state}: ", StringComparison.Ordinal));
        }
        catch
        {
            relay.Dispose();
            throw;
        }
        return relay;
    }
}
