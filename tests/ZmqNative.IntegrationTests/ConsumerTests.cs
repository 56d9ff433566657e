using ZmqNative.Bitcoin;
using ZmqNative.Testing;

namespace ZmqNative.IntegrationTests;

/// <summary>examples/Consumer, run against a publisher that loses messages and restarts.</summary>
[Platform(Exclude = "Win", Reason = "Windows has no signals.")]
public sealed class ConsumerTests
{
    private static readonly string[] s_topics = ["rawtx", "rawblock"];

    private readonly byte[] _raw = File.ReadAllBytes(Path.Combine(TestData.Blocks, "mainnet-300025.raw"));

    [Test]
    public void It_prints_what_came_and_keeps_account_of_what_did_not()
    {
        Block block = Block.Parse(_raw);
        Transaction transaction = block.Transactions[0];
        string line = Line(transaction);
        int count = block.Transactions.Length;
        using TestPublisher publisher = new();
        using Tool consumer = Example.Start("Consumer", [publisher.Address, .. s_topics]);

        publisher.WaitForSubscriber(Tool.Deadline, s_topics);
        publisher.ConnectTip(_raw);
        consumer.Output.WaitFor(text => text.StartsWith("block ", StringComparison.Ordinal));
        publisher.SkipMessages("rawtx", 3);
        publisher.RawTransaction(transaction.Raw.Span);
        consumer.Output.WaitFor(text => text.StartsWith("MISSED: 3 ", StringComparison.Ordinal));

        publisher.Restart();
        publisher.WaitForSubscriber(Tool.Deadline, s_topics);
        publisher.RawTransaction(transaction.Raw.Span);
        publisher.RawBlock(new byte[200]);
        consumer.Output.WaitFor(text => text.StartsWith("block that cannot be read (", StringComparison.Ordinal));

        Assert.That(consumer.Signal(15), Is.Zero, consumer.Error.ToString);
        Assert.That(consumer.Error.All, Is.Empty);
        // What has not come yet is said when it takes long, as on a busy machine.
        string[] output = [.. consumer.Output.All.Where(text => !text.StartsWith("WAITING: ", StringComparison.Ordinal))];
        Assert.That(output[..2], Is.EqualTo((string[])
        [
            $"subscribed to rawtx, rawblock at {publisher.Address}",
            $"CONNECTED: {publisher.Address}",
        ]));
        Assert.That(output[2..(count + 2)], Is.EqualTo(block.Transactions.ToArray().Select(Line)));
        Assert.That(output[(count + 2)..(count + 5)], Is.EqualTo((string[])
        [
            $"block {block.Hash}, {_raw.Length} bytes",
            $"MISSED: 3 of rawtx before number {count + 3}, since the publisher's queue was full",
            line,
        ]));
        Assert.That(output[count + 5], Does.StartWith("DISCONNECTED: "));
        Assert.That(output[^6..^2], Is.EqualTo((string[])
        [
            $"CONNECTED: {publisher.Address}",
            $"MISSED: rawtx from number {count + 4} to the publisher's restart",
            line,
            "MISSED: rawblock from number 1 to the publisher's restart",
        ]));
        Assert.That(output[^1], Is.EqualTo($"{count + 4} messages received, 3 lost, 1 breaks with an unknown loss"));
    }

    [Test]
    public void It_waits_for_a_publisher_that_is_not_there_yet_and_ends_by_Ctrl_C()
    {
        using TestPublisher publisher = new();
        publisher.Stop();
        using Tool consumer = Example.Start("Consumer", publisher.Address);
        consumer.Output.WaitFor(line => line == $"subscribed to everything at {publisher.Address}");
        publisher.Start();
        publisher.WaitForSubscriber(Tool.Deadline, "hashblock");
        Hash256 hash = Block.Parse(_raw).Hash;
        publisher.HashBlock(hash);
        publisher.BlockConnected(hash);
        consumer.Output.WaitFor(line => line == $"connected {hash}");
        Assert.That(consumer.Signal(2), Is.Zero, consumer.Error.ToString);
        Assert.That(consumer.Output.All[^3..], Is.EqualTo((string[])
        [
            $"new tip {hash}",
            $"connected {hash}",
            "2 messages received, 0 lost, 0 breaks with an unknown loss",
        ]));
    }

    private static string Line(Transaction transaction) =>
        $"transaction {transaction.Id}, {transaction.Raw.Length} bytes";
}
