using ZmqNative.Interop;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>A notification in libzmq's own memory, while its handler runs. Nothing is allocated for it.</summary>
public readonly ref struct ReceivedNotification
{
    private readonly IncomingMessage _parts;

    internal ReceivedNotification(IncomingMessage parts) => _parts = parts;

    /// <summary>The address, as given to the subscriber.</summary>
    public string Source => _parts.Tracker!.Source;

    /// <summary>When it was received, UTC. Messages that came together share a time, ten at most; it is as early as the handler took for those before, a tick of the system's clock at most.</summary>
    public DateTimeOffset Time => _parts.Time;

    /// <summary>The third part: this publisher's counter for the topic; null when it sends none.</summary>
    public uint? MessageSequence => _parts.MessageSequence;

    /// <summary>The first part, ASCII.</summary>
    public ReadOnlySpan<byte> Topic => _parts.Topic.Span;

    /// <summary>The first part as text, the same object each time.</summary>
    public string TopicName => _parts.Tracker!.Topic;

    /// <summary>The topic, when it is one of Core's.</summary>
    internal Topic? Known => _parts.Tracker!.Known;

    /// <summary>The second part; empty when there is none. Hashes are in the order of display.</summary>
    public ReadOnlySpan<byte> Body => _parts.Count > 1 ? _parts.Body.Span : [];

    /// <summary>The parts themselves, for sending them on; what is sent is gone from here.</summary>
    internal IncomingMessage Parts => _parts;

    /// <summary>
    /// Keeps the body beyond the handler, without a copy: the caller owns it and disposes of it, else it leaks once its bytes
    /// were looked at (see <see cref="ZmqMessage"/>). <see cref="Body"/> is empty afterwards.
    /// </summary>
    public ZmqMessage TakeBody() => _parts.TakeBody();
}
