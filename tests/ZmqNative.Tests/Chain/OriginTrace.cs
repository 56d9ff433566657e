using System.Buffers.Binary;
using System.Text.Json;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>What a real node did and published.</summary>
internal static class OriginTrace
{
    private const string End = "end";

    /// <summary>The node's events, in their order.</summary>
    internal static List<JsonElement> Events(string trace)
    {
        IEnumerable<JsonElement> rows = File.ReadLines(Path.Combine(TestData.Trace(trace), "events.jsonl")).Select(line => JsonElement.Parse(line));
        return [.. rows.Where(row => row.GetProperty("kind").GetString() == "event")];
    }

    /// <summary>The messages as a subscriber receives them.</summary>
    internal static List<StreamItem> Receive(List<RecordedMessage> recorded)
    {
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        publisher.WaitForSubscription();
        foreach (RecordedMessage message in recorded)
        {
            publisher.Send(message.Topic, message.Body, BinaryPrimitives.ReadUInt32LittleEndian(message.Sequence));
        }
        publisher.Send(End, 0);
        List<StreamItem> items = [];
        while (items.LastOrDefault() is not OtherNotification { Topic: End })
        {
            items.Add(stream.Next());
        }
        Assert.That(items.SkipLast(1).Select(item => (item as Notification)?.Topic), Is.EqualTo(recorded.Select(message => message.Topic)), "nothing was lost or added");
        return items;
    }
}
