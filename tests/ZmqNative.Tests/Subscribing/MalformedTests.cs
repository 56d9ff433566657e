using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>What is no notification of Core's is said with the reason and the parts' lengths, and the next good message arrives.</summary>
public sealed class MalformedTests
{
    private static readonly byte[] s_hash = new byte[32], s_counter = new byte[4];

    /// <summary>Each kind: its parts behind the topic, and what is said of it.</summary>
    private static readonly (string Topic, byte[][] Parts, string Reason)[] s_kinds =
    [
        // The number of parts.
        ("hashblock", [], "the body is not 32 bytes"),
        ("sequence", [], "the body is neither 33 nor 41 bytes"),
        ("rawtx", [], "the body is too short for a transaction"),
        ("hashtx", [s_hash, s_counter, []], "there are more than three parts"),
        ("rawblock", [new byte[100], s_counter, .. Enumerable.Repeat(s_hash, 20)], "there are more than three parts"),
        // The body's length.
        ("hashblock", [[], s_counter], "the body is not 32 bytes"),
        ("hashblock", [new byte[31], s_counter], "the body is not 32 bytes"),
        ("hashtx", [new byte[33], s_counter], "the body is not 32 bytes"),
        ("hashtx", [new byte[1_000_000], s_counter], "the body is not 32 bytes"),
        ("rawtx", [[], s_counter], "the body is too short for a transaction"),
        ("rawtx", [new byte[9], s_counter], "the body is too short for a transaction"),
        ("rawblock", [[], s_counter], "the body is too short for a block"),
        ("rawblock", [new byte[80], s_counter], "the body is too short for a block"),
        ("sequence", [[], s_counter], "the body is neither 33 nor 41 bytes"),
        ("sequence", [s_hash, s_counter], "the body is neither 33 nor 41 bytes"),
        ("sequence", [[.. s_hash, (byte)'A', .. new byte[7]], s_counter], "the body is neither 33 nor 41 bytes"),
        // The body's rule.
        ("sequence", [[.. s_hash, (byte)'A'], s_counter], "33 bytes have a label other than C and D"),
        ("sequence", [[.. s_hash, (byte)'C', .. new byte[8]], s_counter], "41 bytes have a label other than A and R"),
        ("sequence", [[.. s_hash, 0, .. new byte[8]], s_counter], "41 bytes have a label other than A and R"),
        // The counter.
        ("hashblock", [s_hash, []], "the counter is not 4 bytes"),
        ("hashtx", [s_hash, new byte[3]], "the counter is not 4 bytes"),
        ("rawtx", [new byte[10], new byte[8]], "the counter is not 4 bytes"),
        // The topic: a prefix is subscribed to, and a name that only begins as one of Core's is another's.
        ("hashtxx", [new byte[5], new byte[9], []], ""),
    ];

    [Test]
    public void Each_kind_is_said_and_the_next_good_message_arrives()
    {
        Assert.That(s_kinds, Has.Length.EqualTo(23));
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        publisher.WaitForSubscription();
        for (uint i = 0; i < s_kinds.Length; i++)
        {
            (string topic, byte[][] parts, string reason) = s_kinds[i];
            publisher.SendParts([System.Text.Encoding.ASCII.GetBytes(topic), .. parts]);
            publisher.Send("good", i);
            List<string> expected = [], received = [];
            // Each topic counts by itself. A counter of 4 bytes counts, although the message is malformed.
            if (reason.Length > 0)
            {
                string lengths = string.Join(' ', ((int[])[topic.Length, .. parts.Select(part => part.Length)]).Take(16));
                expected.Add($"malformed {topic}: {reason} ({lengths})");
            }
            else
            {
                expected.Add($"{topic} ");
            }
            expected.Add($"good {i}");
            string item;
            do
            {
                item = TestStream.Show(stream.Next());
                if (!item.StartsWith("duplicate", StringComparison.Ordinal) && !item.StartsWith("gap", StringComparison.Ordinal)
                    && !item.StartsWith("restarted", StringComparison.Ordinal))
                {
                    received.Add(item);
                }
            }
            while (item != $"good {i}");
            Assert.That(received, Is.EqualTo(expected), $"kind {i + 1}");
        }
        Assert.That(stream.Subscriber.State, Is.EqualTo(SubscriberState.Live));
    }
}
