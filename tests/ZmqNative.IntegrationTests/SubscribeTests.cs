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
        Assert.That(tool.Output.All, Is.EqualTo(recorded.Select(row =>
            $$"""{"n":{{row.GetProperty("n").GetInt32()}},"topic":"{{Text(row, "topic")}}","body":"{{Text(row, "body")}}","seq":"{{Text(row, "seq")}}"}""")));
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
        JsonElement[] lines = [.. tool.Output.All.Select(line => JsonElement.Parse(line))];
        Assert.That(lines.Select(line => line.GetProperty("n").GetInt32()), Is.EqualTo([0, 1, 2, 3]));
        Assert.That(lines.ToLookup(line => Text(line, "address"), line => Text(line, "seq")), Is.EquivalentTo(new[] { first, second }
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
        Assert.That(tool.Output.All, Is.EqualTo([
            Row(0, "hashblock", "28000000"),
            Row(1, "hashtx", "ffffffff"),
            Row(2, "hashtx", "00000000"),
            Row(3, "hashtx", "01000000"),
            $$"""{"event":"gap",{{rest}},"expected":2,"received":5,"lost":3}""",
            Row(4, "hashtx", "05000000"),
            $$"""{"event":"duplicate",{{rest}},"expected":6,"received":5}""",
            Row(5, "hashtx", "05000000"),
            $$"""{"event":"restarted",{{rest}},"expected":6,"received":0}""",
            Row(6, "hashtx", "00000000"),
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
            publisher.Send(topic, s_hash, 0);
        }
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        Assert.That(tool.Output.All, Is.EqualTo([Row(0, "hashblock", "00000000"), Row(1, "hashtx", "00000000"), Row(2, "sequence", "00000000")]));
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
        Assert.That(tool.Output.All, Is.EqualTo([
            $$"""{"n":0,"topic":"hashtx","body":"{{s_hash}}"}""",
            """{"n":1,"topic":"odd","body":""}""",
            """{"n":2,"topic":"odd","body":"00"}""",
            """{"n":3,"topic":"odd","body":"00","seq":"01000000"}""",
            """{"n":4,"topic":"h\u0022\n\u0001","body":""}""",
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
        publisher.Send("rawtx", "0102", 0);
        publisher.Send("[bold", s_hash);
        publisher.Send("sequence", s_hash + "45", 5);
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        const string Time = @"^\d\d:\d\d:\d\d\.\d{3} ";
        string[] expected =
        [
            "^time +topic +msg seq +body$",
            $"{Time}hashblock +3 +{s_hash}$",
            $"{Time}sequence +0 +{s_hash} A added, mempool sequence 258$",
            $"^gap: 3 sequence notifications from {publisher.Endpoint} are missing .expected 1, received 4.$",
            $"{Time}sequence +4 +{s_hash} D block disconnected$",
            $"{Time}rawtx +0 +2 bytes 0102",
            $@"{Time}\[bold +- +{s_hash}$",
            $"{Time}sequence +5 +{s_hash} \\?$",
        ];
        string[] lines = tool.Output.All;
        Assert.That(lines, Has.Length.EqualTo(expected.Length), tool.Output.ToString);
        Assert.That(lines.Zip(expected), Has.All.Matches<(string Line, string Pattern)>(pair => Regex.IsMatch(pair.Line, pair.Pattern)));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public void A_signal_ends_it_with_success([Values(2, 15)] int signal)
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start("subscribe", publisher.Endpoint, "--json");
        publisher.WaitForSubscription();
        publisher.Send("hashtx", s_hash, 0);
        tool.Output.WaitFor(line => line == Row(0, "hashtx", "00000000"));
        Assert.That(tool.Signal(signal), Is.Zero);
        Assert.That(tool.Error.All, Is.Empty);
    }

    private static string Row(int n, string topic, string counter) => $$"""{"n":{{n}},"topic":"{{topic}}","body":"{{s_hash}}","seq":"{{counter}}"}""";

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
