using System.Buffers.Binary;
using System.Text.Json;
using ZmqNative.Bitcoin;
using ZmqNative.Testing;

namespace ZmqNative.IntegrationTests;

/// <summary><c>zmqnative subscribe --history</c> beside a publisher that loses messages.</summary>
public sealed class HealedSubscribeTests
{
    private const int Continue = 18;
    private const int Stop = 19;

    [TestCase(true)]
    [TestCase(false)]
    public void What_is_lost_comes_from_the_history_where_there_is_one(bool hasHistory)
    {
        using TestPublisher publisher = new(history: hasHistory ? "tcp://127.0.0.1:*" : null);
        string[] history = hasHistory ? ["--history", publisher.History!] : [];
        using Tool tool = Tool.Start(["subscribe", publisher.Address, "--json", "--count", hasHistory ? "5" : "3", .. history]);
        publisher.WaitForSubscriber(Tool.Deadline, "hashtx");
        publisher.HashTransaction(Hash(0));
        publisher.LosesMessages = true;
        publisher.HashTransaction(Hash(1));
        publisher.HashTransaction(Hash(2));
        publisher.LosesMessages = false;
        publisher.HashTransaction(Hash(3));
        publisher.HashTransaction(Hash(4));
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        JsonElement[] lines = [.. tool.Output.All.Select(line => JsonElement.Parse(line))];
        Assert.That(
            from line in lines where line.TryGetProperty("topic", out _) && line.TryGetProperty("body", out _) select line.GetProperty("seq").GetString(),
            Is.EqualTo(hasHistory
                ? (string[])["00000000", "01000000", "02000000", "03000000", "04000000"] : ["00000000", "03000000", "04000000"]));
        Assert.That(
            from line in lines where line.TryGetProperty("recovered", out JsonElement recovered) && recovered.GetBoolean() select line.GetProperty("seq").GetString(),
            Is.EqualTo(hasHistory ? (string[])["01000000", "02000000"] : []));
        Assert.That(lines.Count(line => line.TryGetProperty("event", out JsonElement name) && name.GetString() == "gap"), Is.EqualTo(hasHistory ? 0 : 1));
    }

    /// <summary>
    /// Nobody names the history's address to the subscriber, which stands still while a restarted publisher
    /// publishes everything again.
    /// </summary>
    [Test]
    [Platform("Linux", Reason = "It is stopped by a signal.")]
    public void The_history_of_a_node_is_found_by_its_RPC()
    {
        using TempFolder folder = new();
        string cookie = folder.Child("cookie");
        string trace = TestData.Trace("mine-blocks");
        int published = new RecordedTrace("mine-blocks", string.Empty).Messages.SelectMany(address => address)
            .Count(message => message.Topic == "hashblock");
        // The rows name a wildcard port as configured, so the addresses are paths.
        string[] publish =
        [
            "publish", "--trace", trace, "--rpcport", "0", "--rpccookiefile", cookie,
            $"-zmqpubhashblock=unix:{folder.Child("blocks")}", $"-zmqhistory=unix:{folder.Child("history")}",
        ];
        using Tool first = Tool.Start([.. publish, "--wait-for-subscribers", "1"]);
        string rpc = first.Output.WaitFor(line => line.StartsWith("RPC at ", StringComparison.Ordinal)).Split(' ')[2].TrimEnd(',');
        using Tool subscriber = Tool.Start("subscribe", "--node", rpc, "--node-cookie", cookie, "--json", "--count", $"{2 * published}");
        _ = subscriber.Output.WaitFor(line => Sequence(JsonElement.Parse(line)) == published - 1);
        subscriber.Send(Stop);
        Assert.That(first.Signal(15), Is.Zero);
        using Tool second = Tool.Start(publish);
        _ = second.Output.WaitFor(line => line.StartsWith("Everything is published", StringComparison.Ordinal));
        subscriber.Send(Continue);
        Assert.That(subscriber.WaitForExit(), Is.Zero, subscriber.Error.ToString);
        Assert.That(
            from line in subscriber.Output.All.Select(line => JsonElement.Parse(line))
            where line.TryGetProperty("seq", out _)
            select (Sequence(line), line.TryGetProperty("recovered", out JsonElement recovered) && recovered.GetBoolean()),
            Is.EqualTo(Enumerable.Range(0, 2 * published).Select(i => ((int?)i % published, i >= published))));
    }

    private static int? Sequence(JsonElement line) => line.TryGetProperty("seq", out JsonElement sequence)
        ? BinaryPrimitives.ReadInt32LittleEndian(Convert.FromHexString(sequence.GetString()!)) : null;

    private static Hash256 Hash(int number) => Hash256.Parse($"{number:x64}");
}
