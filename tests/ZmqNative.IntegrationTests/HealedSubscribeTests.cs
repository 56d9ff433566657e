using System.Text.Json;
using ZmqNative.Bitcoin;
using ZmqNative.Testing;

namespace ZmqNative.IntegrationTests;

/// <summary><c>zmqnative subscribe --history</c> beside a publisher that loses messages.</summary>
public sealed class HealedSubscribeTests
{
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

    private static Hash256 Hash(int number) => Hash256.Parse($"{number:x64}");
}
