using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>The parts of a message that is being received, and what is known of it; used over and over.</summary>
internal sealed class MessageParts : IDisposable
{
    /// <summary>How many lengths of a message are remembered; those beyond the third matter only when it is malformed.</summary>
    internal const int MaximumLengths = 16;

    private readonly ZmqMessage _rest = new();
    private readonly int[] _lengths = new int[MaximumLengths];

    internal MessageParts() => Next = this;

    internal ZmqMessage Topic { get; } = new();

    internal ZmqMessage Body { get; private set; } = new();

    internal ZmqMessage Counter { get; } = new();

    internal int Count { get; private set; }

    /// <summary>Where the next message goes: itself, or the next of several in a ring.</summary>
    internal MessageParts Next { get; private set; }

    /// <summary>Whose message it is.</summary>
    internal TopicCounter? Origin { get; set; }

    /// <summary>When it was received.</summary>
    internal DateTimeOffset Time { get; set; }

    /// <summary>The third part as a number; null when there is none of 4 bytes.</summary>
    internal uint? MessageSequence { get; set; }

    /// <summary>Makes a ring of so many.</summary>
    internal static MessageParts Ring(int count)
    {
        MessageParts first = new();
        for (MessageParts last = first; count > 1; count--)
        {
            last = last.Next = new MessageParts { Next = first };
        }
        return first;
    }

    internal int[] CopyLengths()
    {
        (_lengths[0], _lengths[1], _lengths[2]) = (Topic.Length, Body.Length, Counter.Length);
        return _lengths[..Math.Min(Count, MaximumLengths)];
    }

    /// <summary>Receives a whole message if there is one. The parts of a message arrive together, so it does not wait for the others.</summary>
    internal bool TryReceive(ZmqSocket socket)
    {
        Count = socket.TryReceive(Topic, Body, Counter, out bool more);
        while (more)
        {
            _ = socket.Receive(_rest);
            if (Count < MaximumLengths)
            {
                _lengths[Count] = _rest.Length;
            }
            Count++;
            more = _rest.HasMore;
        }
        return Count > 0;
    }

    /// <summary>Disposes of all of the ring.</summary>
    public void Dispose()
    {
        for (MessageParts parts = this; parts.Next is { } next; parts = next)
        {
            parts.Next = null!;
            parts.Topic.Dispose();
            parts.Body.Dispose();
            parts.Counter.Dispose();
            parts._rest.Dispose();
        }
    }

    internal ZmqMessage TakeBody()
    {
        if (Count < 2)
        {
            // It is that of an earlier message.
            Body.Clear();
        }
        ZmqMessage body = Body;
        Body = new ZmqMessage();
        return body;
    }
}
