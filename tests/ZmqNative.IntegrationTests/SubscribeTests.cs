using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZmqNative.IntegrationTests;

/// <summary><c>zmqnative subscribe</c> against a publisher that is not ours.</summary>
public sealed class SubscribeTests
{
    private static readonly string s_hash = string.Concat(Enumerable.Repeat("0f1e2d3c", 8));

    [Test]
    public void A_json_line_is_a_row_of_messages_jsonl()
    {
        JsonElement[] recorded = [.. new RecordedTrace("mempool-and-block", string.Empty).Rows];
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start("subscribe", publisher.Endpoint, "--json", "--count", $"{recorded.Length}");
        Assert.That(publisher.WaitForSubscription(), Is.Empty);
        foreach (JsonElement row in recorded)
        {
            publisher.Send(Text(row, "topic"), Text(row, "body"), Text(row, "seq"));
        }
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        Assert.That(Messages(tool), Is.EqualTo(recorded.Select(row =>
            $$"""{"topic":"{{Text(row, "topic")}}","body":"{{Text(row, "body")}}","seq":"{{Text(row, "seq")}}","source":"{{publisher.Endpoint}}"}""")));
        Assert.That(tool.Error.All, Is.Empty);
    }

    [Test]
    public void Several_addresses_are_told_apart()
    {
        using NetMqPublisher first = new();
        using NetMqPublisher second = new();
        using Tool tool = Tool.Start("subscribe", first.Endpoint, second.Endpoint, "--json", "--count", "4");
        foreach (NetMqPublisher publisher in new[] { first, second })
        {
            publisher.WaitForSubscription();
            // The same numbers from both: each counts for itself.
            publisher.Send("hashtx", s_hash, 7);
            publisher.Send("hashtx", s_hash, 8);
        }
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        JsonElement[] lines = [.. Messages(tool).Select(line => JsonElement.Parse(line))];
        Assert.That(lines.ToLookup(line => Text(line, "source"), line => Text(line, "seq")), Is.EquivalentTo(new[] { first, second }
            .SelectMany(publisher => new[] { (publisher.Endpoint, "07000000"), (publisher.Endpoint, "08000000") }).ToLookup(pair => pair.Endpoint, pair => pair.Item2)));
    }

    [Test]
    public void Gaps_duplicates_and_restarts_are_json_events_before_the_notification()
    {
        using NetMqPublisher publisher = new();
        uint[] counters = [uint.MaxValue, 0, 1, 5, 5, 0];
        using Tool tool = Tool.Start("subscribe", publisher.Endpoint, "--json", "--count", $"{counters.Length + 1}");
        publisher.WaitForSubscription();
        publisher.Send("hashblock", s_hash, 40);
        foreach (uint counter in counters)
        {
            publisher.Send("hashtx", s_hash, counter);
        }
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        string rest = $"\"source\":\"{publisher.Endpoint}\",\"topic\":\"hashtx\"";
        Assert.That(Messages(tool), Is.EqualTo([
            Row(publisher, "hashblock", "28000000"),
            Row(publisher, "hashtx", "ffffffff"),
            Row(publisher, "hashtx", "00000000"),
            Row(publisher, "hashtx", "01000000"),
            $$"""{"event":"gap",{{rest}},"expected":2,"received":5,"lost":3}""",
            Row(publisher, "hashtx", "05000000"),
            $$"""{"event":"duplicate",{{rest}},"received":5}""",
            Row(publisher, "hashtx", "05000000"),
            $$"""{"event":"restarted",{{rest}},"expected":6,"received":0}""",
            Row(publisher, "hashtx", "00000000"),
        ]));
    }

    [Test]
    public void Only_the_topics_asked_for_arrive()
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start("subscribe", publisher.Endpoint, "--topic", "hash", "--topic", "sequence", "--json", "--count", "3");
        Assert.That(new[] { publisher.WaitForSubscription(), publisher.WaitForSubscription() }, Is.EquivalentTo(["hash", "sequence"]));
        foreach (string topic in (string[])["rawblock", "hashblock", "rawtx", "hashtx", "sequence"])
        {
            publisher.Send(topic, topic == "sequence" ? s_hash + "43" : s_hash, 0);
        }
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        Assert.That(Messages(tool), Is.EqualTo([Row(publisher, "hashblock", "00000000"), Row(publisher, "hashtx", "00000000"), Row(publisher, "sequence", "00000000").Replace(s_hash, s_hash + "43", StringComparison.Ordinal)]));
    }

    [Test]
    public void Messages_without_counter_or_body_and_with_more_parts_are_accepted()
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start("subscribe", publisher.Endpoint, "--json", "--count", "5");
        publisher.WaitForSubscription();
        publisher.Send("hashtx", s_hash);
        publisher.Send("odd");
        publisher.Send("odd", "00", "0102");
        publisher.Send("odd", "00", "01000000", "02");
        publisher.Send("h\"\n\u0001", "");
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        Assert.That(Messages(tool), Is.EqualTo([
            $$"""{"topic":"hashtx","body":"{{s_hash}}","source":"{{publisher.Endpoint}}"}""",
            $$"""{"topic":"odd","body":"","source":"{{publisher.Endpoint}}"}""",
            $$"""{"topic":"odd","body":"00","source":"{{publisher.Endpoint}}"}""",
            $$"""{"topic":"odd","body":"00","seq":"01000000","source":"{{publisher.Endpoint}}"}""",
            $$"""{"topic":"h\u0022\n\u0001","body":"","source":"{{publisher.Endpoint}}"}""",
        ]));
    }

    [Test]
    public void People_get_a_table_with_a_header()
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start("subscribe", publisher.Endpoint, "--count", "6");
        publisher.WaitForSubscription();
        publisher.Send("hashblock", s_hash, 3);
        publisher.Send("sequence", s_hash + "41" + "0201000000000000", 0);
        publisher.Send("sequence", s_hash + "44", 4);
        publisher.Send("rawtx", "0102030405060708090a", 0);
        publisher.Send("[bold", s_hash);
        publisher.Send("sequence", s_hash + "45", 5);
        publisher.Send("hashtx", s_hash, 0);
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        const string Time = @"^\d\d:\d\d:\d\d\.\d{3} ";
        string[] expected =
        [
            "^time +topic +msg seq +body$",
            $"{Time}hashblock +3 +{s_hash}$",
            $"{Time}sequence +0 +{s_hash} A added, mempool sequence 258$",
            $"^gap: 3 sequence notifications from {publisher.Endpoint} are missing .expected 1, received 4.$",
            $"{Time}sequence +4 +{s_hash} D block disconnected$",
            $"{Time}rawtx +0 +10 bytes 0102030405060708090a",
            $@"{Time}\[bold +- +{s_hash}$",
            $"^malformed: sequence from {publisher.Endpoint}: 33 bytes have a label other than C and D .bytes of the parts: 8, 33, 4.$",
            $"{Time}hashtx +0 +{s_hash}$",
        ];
        string[] lines = [.. tool.Output.All.Where(line => !Regex.IsMatch(line, $"{Time}(connected|handshake done|disconnected|state):"))];
        Assert.That(tool.Output.All, Has.Some.EndsWith("state: live").And.Some.EndsWith($"connected: {publisher.Endpoint}"));
        Assert.That(lines, Has.Length.EqualTo(expected.Length), tool.Output.ToString);
        Assert.That(lines.Zip(expected), Has.All.Matches<(string Line, string Pattern)>(pair => Regex.IsMatch(pair.Line, pair.Pattern)));
    }

    [Test]
    public void The_heartbeat_is_as_asked_for()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using Tool tool = Tool.Start("subscribe", $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "--heartbeat", "0.1");
        using Socket publisher = listener.AcceptSocket();
        publisher.ReceiveTimeout = (int)Tool.Deadline.TotalMilliseconds;
        publisher.Send([.. RawClient.Greeting, 4, 25, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 3, .. "PUB"u8]);
        // The default of ten seconds would be within the deadline, too; the time-out is twice the interval.
        byte[] ping = [4, .. "PING"u8], buffer = new byte[4096];
        for (List<byte> received = []; received.ToArray().AsSpan().IndexOf(ping) < 0;)
        {
            received.AddRange(buffer[..publisher.Receive(buffer)]);
        }
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public void A_signal_ends_it_with_success([Values(2, 15)] int signal)
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start("subscribe", publisher.Endpoint, "--json");
        publisher.WaitForSubscription();
        publisher.Send("hashtx", s_hash, 0);
        tool.Output.WaitFor(line => line == Row(publisher, "hashtx", "00000000"));
        Assert.That(tool.Signal(signal), Is.Zero);
        Assert.That(tool.Error.All, Is.Empty);
    }

    private static string Row(NetMqPublisher publisher, string topic, string counter) =>
        $$"""{"topic":"{{topic}}","body":"{{s_hash}}","seq":"{{counter}}","source":"{{publisher.Endpoint}}"}""";

    // Without what tells of the connection.
    private static IEnumerable<string> Messages(Tool tool) => tool.Output.All.Where(line => !Regex.IsMatch(line, "\"event\":\"(connected|handshake|disconnected|live)\""));

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
