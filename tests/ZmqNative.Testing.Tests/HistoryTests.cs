using ZmqNative.History;

namespace ZmqNative.Testing.Tests;

public sealed class HistoryTests
{
    [Test]
    public async Task What_is_lost_on_its_way_is_in_the_history()
    {
        using TestPublisher publisher = new(history: "tcp://127.0.0.1:*");
        publisher.Publish("rawtx", [1]);
        publisher.LosesMessages = true;
        publisher.Publish("own", [2]);
        Assert.That(await Kept(publisher), Is.EqualTo((string[])["rawtx 01 0", "own 02 0"]));
    }

    [Test]
    public async Task Skipped_messages_are_not_in_the_history()
    {
        using TestPublisher publisher = new(history: "tcp://127.0.0.1:*");
        publisher.Publish("rawtx", [1]);
        publisher.SkipMessages("rawtx", 3);
        publisher.Publish("rawtx", [2]);
        Assert.That(await Kept(publisher), Is.EqualTo((string[])["rawtx 01 0", "rawtx 02 4"]));
    }

    [Test]
    public async Task A_restart_begins_a_new_stream_at_the_same_address()
    {
        using TestPublisher publisher = new(history: "tcp://127.0.0.1:*");
        publisher.Publish("rawtx", [1]);
        string? address = publisher.History;
        using HistoryClient client = new(address!);
        HistoryInfo before = await client.GetInfoAsync();
        publisher.Restart();
        HistoryInfo after = await client.GetInfoAsync();
        Assert.That((publisher.History, after.Head.Offset), Is.EqualTo((address, 0UL)));
        Assert.That(after.Head.Stream, Is.Not.EqualTo(before.Head.Stream));
    }

    private static async Task<List<string>> Kept(TestPublisher publisher)
    {
        using HistoryClient client = new(publisher.History!);
        List<string> kept = [];
        await foreach (HistoryChunk chunk in client.ReadAsync(after: null))
        {
            kept.AddRange(chunk.Messages.Select(message =>
                $"{message.Topic} {Convert.ToHexString(message.Body)} {message.MessageSequence}"));
        }
        return kept;
    }
}
