using ZmqNative.Bitcoin;

namespace ZmqNative.IntegrationTests;

/// <summary>examples/MinimalNode, run as it is and watched by NetMQ.</summary>
[Platform(Exclude = "Win", Reason = "Windows has no signals.")]
public sealed class MinimalNodeTests
{
    private const string Announcement = "publishing on ";

    private static readonly string[] s_topics =
        ["rawtx", "sequence", "rawtx", "rawtx", "sequence", "hashblock", "rawblock"];

    [Test]
    public void Each_transaction_enters_the_mempool_and_is_confirmed_by_the_next_block_of_the_chain()
    {
        using Tool node = Example.Start("MinimalNode", "tcp://127.0.0.1:*");
        string line = node.Output.WaitFor(text => text.StartsWith(Announcement, StringComparison.Ordinal));
        using NetMqSubscriber subscriber = new(line[Announcement.Length..]);
        // The subscription may reach the node in the middle of a round.
        while (subscriber.Receive().Topic != "rawblock")
        {
        }

        Hash256 first = ReceiveBlock(subscriber, out _), second = ReceiveBlock(subscriber, out byte[] raw);
        Hash256 previous = new(raw.AsSpan(4, Hash256.Length));
        Assert.That(previous, Is.EqualTo(first), "the second block is on top of the first");
        node.Output.WaitFor(text => text.Contains($" {second} ", StringComparison.Ordinal));
        Assert.That(node.Signal(2), Is.Zero, node.Error.ToString);
        Assert.That(node.Error.All, Is.Empty);
    }

    private static Hash256 ReceiveBlock(NetMqSubscriber subscriber, out byte[] raw)
    {
        Notification[] round = [.. s_topics.Select(_ => subscriber.Receive())];
        Assert.That(round.Select(message => message.Topic), Is.EqualTo(s_topics));
        raw = Convert.FromHexString(round[6].Body);
        Block block = Block.Parse(raw);
        Transaction confirmed = block.Transactions[1];
        Assert.That(round[1].Body, Does.StartWith($"{confirmed.Id}41"));
        Assert.That((string[])[round[0].Body, round[2].Body, round[3].Body], Is.EqualTo((string[])
            [Hex(confirmed), Hex(block.Transactions[0]), Hex(confirmed)]));
        Assert.That(round[4].Body, Is.EqualTo($"{block.Hash}43"));
        Assert.That(round[5].Body, Is.EqualTo($"{block.Hash}"));
        return block.Hash;
    }

    private static string Hex(Transaction transaction) => Convert.ToHexStringLower(transaction.Raw.Span);
}
