using ZmqNative.Interop;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>
/// A notification in libzmq's own memory, valid while its handler runs. Nothing is allocated for
/// it.
/// </summary>
public readonly ref struct ReceivedNotification
{
    private readonly IncomingMessage _message;

    internal ReceivedNotification(IncomingMessage message) => _message = message;

    /// <summary>The publisher's address, as given to the subscriber.</summary>
    public string Source => _message.Tracker!.Source;

    /// <summary>
    /// When it was received, UTC. Accurate to one tick of the system's clock (4 ms on Linux, 16 ms
    /// on Windows): up to ten messages of a burst share a time.
    /// </summary>
    public DateTimeOffset Time => _message.Time;

    /// <summary>
    /// The third part: the publisher's counter for the topic; null when it sends none.
    /// </summary>
    public uint? MessageSequence => _message.MessageSequence;

    /// <summary>The first part, ASCII.</summary>
    public ReadOnlySpan<byte> Topic => _message.Topic.Span;

    /// <summary>The first part as text, the same object for each message of a topic.</summary>
    public string TopicName => _message.Tracker!.Topic;

    /// <inheritdoc cref="Notification.Recovered"/>
    public bool Recovered => _message.IsRecovered;

    /// <summary>The topic if it is one of Core's; null otherwise.</summary>
    internal Topic? Known => _message.Tracker!.Known;

    /// <summary>The second part; empty when there is none. Hashes are in display order.</summary>
    public ReadOnlySpan<byte> Body => _message.Count > 1 ? _message.Body.Span : [];

    /// <summary>
    /// The message itself, for forwarding its parts; a part that was sent is empty afterwards.
    /// </summary>
    internal IncomingMessage Parts => _message;

    /// <summary>
    /// Passes the body to the caller without a copy, for use after the handler has returned;
    /// <see cref="Body"/> is empty afterwards.
    /// </summary>
    /// <returns>
    /// The body. The caller disposes of it; otherwise its memory leaks once its bytes were read
    /// (see <see cref="ZmqMessage"/>).
    /// </returns>
    public ZmqMessage TakeBody() => _message.TakeBody();
}
