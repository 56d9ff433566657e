using static ZmqNative.NodeTests.Parity.Conversation;

namespace ZmqNative.NodeTests.Parity;

/// <summary>The same said to bitcoind and to us on connections of our own: every byte that comes back is the same.</summary>
public sealed class ConversationTests
{
    private Twins _twins = null!;

    [OneTimeSetUp]
    public void Start() => _twins = new Twins("-zmqpubhashblock={ADDRESS}", "-zmqpubhashtx={ADDRESS}", "-zmqpubsequence={ADDRESS}");

    [OneTimeTearDown]
    public void End() => _twins?.Dispose();

    [TestCaseSource(nameof(Cases))]
    public void Every_byte_is_bitcoinds(object conversation)
    {
        Conversation held = (Conversation)conversation;
        using WireClient node = new(_twins.NodeAddress), ours = new(_twins.OurAddress);
        List<string> nodeSaid = Hold(held, node), weSaid = Hold(held, ours);
        if (held.End == Ending.Publishes)
        {
            _twins.Generate(1);
            // What is published from here on ends what was published before.
            AlsoHearSequence(node, nodeSaid);
            AlsoHearSequence(ours, weSaid);
            _twins.Generate(1);
            HearToSequence(node, nodeSaid);
            HearToSequence(ours, weSaid);
        }
        Assert.That(weSaid, Is.EqualTo(nodeSaid));
    }

    private static IEnumerable<TestCaseData> Cases() => Conversations.All().Select(conversation => new TestCaseData(conversation).SetArgDisplayNames(conversation.Name));

    private static List<string> Hold(Conversation conversation, WireClient client)
    {
        List<byte> heard = [.. client.Receive(Signature)];
        foreach ((byte[] say, int await) in conversation.Steps)
        {
            client.Send(say);
            heard.AddRange(client.Receive(await));
        }
        switch (conversation.End)
        {
            case Ending.Closes:
                heard.AddRange(client.ReceiveToEnd());
                break;
            case Ending.Waits:
                client.EndOfSending();
                heard.AddRange(client.ReceiveToEnd());
                break;
            default:
                // All that was said before is known to the publisher when it answers.
                client.Send(Zmtp.Ping);
                heard.AddRange(client.Receive(Zmtp.Pong.Length));
                break;
        }
        return [Convert.ToHexStringLower([.. heard])];
    }

    private static void AlsoHearSequence(WireClient client, List<string> heard)
    {
        client.Send([.. Zmtp.Subscribe("sequence"), .. Zmtp.Ping]);
        // The answer does not wait for messages that do.
        Hear(client, heard, frame => (frame.Flags & Zmtp.Command) != 0);
    }

    // The topic, the hash of the block, and the counter, after which the publisher has said what it had to say.
    private static void HearToSequence(WireClient client, List<string> heard)
    {
        Hear(client, heard, frame => frame.Body.AsSpan().SequenceEqual("sequence"u8));
        Hear(client, heard, frame => (frame.Flags & Zmtp.More) == 0);
    }

    private static void Hear(WireClient client, List<string> heard, Predicate<(byte Flags, byte[] Body)> last)
    {
        while (client.ReceiveFrame() is { } frame)
        {
            if ((frame.Flags & Zmtp.Command) == 0)
            {
                heard.Add($"{frame.Flags} {Convert.ToHexStringLower(frame.Body)}");
            }
            if (last(frame))
            {
                return;
            }
        }
        heard.Add("closed");
    }
}
