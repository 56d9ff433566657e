using System.Buffers.Binary;
using System.Diagnostics;
using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// A message that is being received: its parts, and what is known about it. The object is used for
/// one message after another.
/// </summary>
internal sealed class IncomingMessage : IDisposable
{
    /// <summary>
    /// The most part lengths that are remembered; those beyond the third matter only for malformed
    /// messages.
    /// </summary>
    internal const int MaximumLengths = 16;

    private readonly ZmqMessage _extra = new();
    private readonly int[] _lengths = new int[MaximumLengths];
    private long _extraBytes;

    internal IncomingMessage() => Next = this;

    internal ZmqMessage Topic { get; private set; } = new();

    internal ZmqMessage Body { get; private set; } = new();

    internal ZmqMessage Counter { get; private set; } = new();

    /// <summary>The number of parts.</summary>
    internal int Count { get; private set; }

    /// <summary>The object for the next message: this one, or the next of a ring.</summary>
    internal IncomingMessage Next { get; private set; }

    /// <summary>The topic and the endpoint it came from.</summary>
    internal SequenceTracker? Tracker { get; set; }

    /// <summary>The connection it came over; null if it was made.</summary>
    internal Connection? Connection { get; set; }

    /// <summary>When it was received.</summary>
    internal DateTimeOffset Time { get; set; }

    /// <summary>The third part as a number; null unless it has 4 bytes.</summary>
    internal uint? MessageSequence { get; set; }

    /// <summary>Whether it did not arrive, and was made from what did or came from the history.</summary>
    internal bool IsRecovered { get; private init; }

    /// <summary>Where the publisher's history has it; null if that is not known.</summary>
    internal LiveRun? Run { get; set; }

    /// <summary>
    /// Creates a ring of messages: each is kept while the others of the ring are received.
    /// </summary>
    /// <param name="count">The number of messages, 1 or more.</param>
    internal static IncomingMessage Ring(int count)
    {
        IncomingMessage first = new();
        for (IncomingMessage last = first; count > 1; count--)
        {
            last = last.Next = new IncomingMessage { Next = first };
        }
        return first;
    }

    /// <summary>The bytes of all parts.</summary>
    internal long Bytes => Topic.LongLength
        + (Count > 1 ? Body.LongLength : 0)
        + (Count > 2 ? Counter.LongLength : 0)
        + _extraBytes;

    /// <summary>The lengths of the first parts, in bytes.</summary>
    internal int[] CopyLengths()
    {
        (_lengths[0], _lengths[1], _lengths[2]) = (Topic.Length, Body.Length, Counter.Length);
        return _lengths[..Math.Min(Count, MaximumLengths)];
    }

    /// <summary>
    /// Receives a whole message if there is one. The parts of a message arrive together, so it does
    /// not wait for the rest.
    /// </summary>
    internal bool TryReceive(ZmqSocket socket)
    {
        Count = socket.TryReceive(Topic, Body, Counter, out bool more);
        Debug.Assert(!more || Count == 3, "Only parts beyond the third are left.");
        _extraBytes = 0;
        while (more)
        {
            _ = socket.Receive(_extra);
            if (Count < MaximumLengths)
            {
                _lengths[Count] = _extra.Length;
            }
            _extraBytes += _extra.LongLength;
            Count++;
            more = _extra.HasMore;
        }
        return Count > 0;
    }

    /// <summary>Copies a message that did not come over ZMQ.</summary>
    internal void CopyFrom(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body, uint? messageSequence)
    {
        Topic.CopyFrom(topic);
        Body.CopyFrom(body);
        (Count, _extraBytes, MessageSequence) = (2, 0, messageSequence);
        if (messageSequence is uint number)
        {
            Span<byte> counter = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(counter, number);
            Counter.CopyFrom(counter);
            Count = 3;
        }
    }

    /// <summary>
    /// Passes the body to the caller, who disposes of it. The message has an empty one afterwards.
    /// </summary>
    internal ZmqMessage TakeBody()
    {
        if (Count < 2)
        {
            // What is there belongs to an earlier message.
            Body.Clear();
        }
        ZmqMessage body = Body;
        Body = new ZmqMessage();
        return body;
    }

    /// <summary>
    /// Passes the first three parts to another object, which the caller disposes of. This one has
    /// empty ones afterwards.
    /// </summary>
    internal IncomingMessage Detach()
    {
        IncomingMessage detached = new()
        {
            Count = Math.Min(Count, 3),
            Tracker = Tracker,
            Time = Time,
            MessageSequence = MessageSequence,
            Connection = Connection,
            IsRecovered = IsRecovered,
        };
        (detached.Topic, Topic) = (Topic, detached.Topic);
        (detached.Body, Body) = (Body, detached.Body);
        (detached.Counter, Counter) = (Counter, detached.Counter);
        if (Count < 2)
        {
            // What is there belongs to an earlier message.
            detached.Body.Clear();
        }
        return detached;
    }

    /// <summary>Makes a message of three parts; the caller disposes of it.</summary>
    /// <param name="tracker">Its topic.</param>
    /// <param name="body">Its second part; copied.</param>
    /// <param name="messageSequence">Its third part.</param>
    /// <param name="isRecovered">As <see cref="IsRecovered"/>.</param>
    internal static IncomingMessage Create(
        SequenceTracker tracker, ReadOnlySpan<byte> body, uint messageSequence, bool isRecovered)
    {
        IncomingMessage message = new()
        {
            Count = 3,
            Tracker = tracker,
            Time = DateTimeOffset.UtcNow,
            MessageSequence = messageSequence,
            IsRecovered = isRecovered,
        };
        Span<byte> counter = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(counter, messageSequence);
        message.Topic.CopyFrom(tracker.Bytes);
        message.Body.CopyFrom(body);
        message.Counter.CopyFrom(counter);
        return message;
    }

    /// <summary>Disposes of all messages of the ring.</summary>
    public void Dispose()
    {
        for (IncomingMessage message = this; message.Next is { } next; message = next)
        {
            message.Next = null!;
            message.Topic.Dispose();
            message.Body.Dispose();
            message.Counter.Dispose();
            message._extra.Dispose();
        }
    }
}
