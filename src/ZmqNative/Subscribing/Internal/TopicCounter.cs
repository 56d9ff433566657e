using System.Text;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>Follows one topic of one publisher: its message sequence through the publisher's lives.</summary>
internal sealed class TopicCounter(string source, ReadOnlySpan<byte> topic)
{
    /// <summary>Going back further than this from the end of the 32 bits to their beginning is a restart; less is the wrap.</summary>
    private const uint WrapWindow = 1 << 24;

    private readonly byte[] _bytes = topic.ToArray();
    private uint? _expected;
    private object? _life;

    /// <summary>The publisher's address, as given to the subscriber.</summary>
    internal string Source => source;

    /// <summary>The topic as text; bytes beyond ASCII as Latin-1, so that none is lost.</summary>
    internal string Topic { get; } = Encoding.Latin1.GetString(topic);

    /// <summary>The topic, when it is one of Core's.</summary>
    internal Topic? Known { get; } = Protocol.Topic.Find(Encoding.Latin1.GetString(topic));

    internal bool Is(ReadOnlySpan<byte> topic) => topic.SequenceEqual(_bytes);

    /// <summary>Takes note of a number and says what it reveals; null for the one that had to come, and for the first.</summary>
    /// <param name="received">The message sequence.</param>
    /// <param name="life">The connection it came over: another one may be to another life of the publisher.</param>
    /// <param name="time">For the event.</param>
    internal StreamEvent? Observe(uint received, object life, DateTimeOffset time)
    {
        bool reconnected = _life != life;
        _life = life;
        if (_expected is not uint expected || received == expected)
        {
            _expected = unchecked(received + 1);
            return null;
        }
        uint ahead = unchecked(received - expected);
        if (!reconnected && ahead == uint.MaxValue)
        {
            return new Duplicate(Source, time, Topic, received);
        }
        _expected = unchecked(received + 1);
        bool back = ahead > WrapWindow && (received < expected || ahead > int.MaxValue);
        return back ? new PublisherRestarted(Source, time, Topic, expected, received)
            : reconnected ? new Discontinuity(Source, time, Topic, expected, received)
            : new Gap(Source, time, Topic, expected, received, ahead);
    }
}
