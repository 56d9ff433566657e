using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ZmqNative.Diagnostics;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>
/// A notifier that publishes three-part messages on a PUB socket (Core:
/// CZMQAbstractPublishNotifier).
/// </summary>
public abstract class PublishNotifier : Notifier
{
    private PublisherSockets? _sockets;
    private HistoryServer? _history;
    private int _place;

    // What is sent where unsent bytes are counted; null before.
    private ZmqMessage? _counted;

    /// <summary>
    /// The message sequence of the next message. It begins at 0, increases by one with each message
    /// sent, with or without subscribers, and wraps after 4294967295.
    /// </summary>
    /// <remarks>Each notifier has its own counter, even if several have the same type.</remarks>
    public uint MessageSequence { get; internal set; }

    /// <summary>
    /// Called with each message before libzmq takes it, under the lock of the interface: topic, body and
    /// message sequence. Null for nobody.
    /// </summary>
    internal Action<Topic, ReadOnlySpan<byte>, uint>? Observer { get; set; }

    /// <summary>The socket while it is open.</summary>
    internal ZmqSocket? Socket { get; private set; }

    internal sealed override bool Initialize(PublisherSockets sockets)
    {
        _sockets = sockets;
        Socket = sockets.Open(this);
        if (Socket is null)
        {
            return false;
        }
        Telemetry.Published(Type, Address, 0, 0);
        return true;
    }

    /// <summary>Publishes on the socket that has taken the place of its own; null if there is none.</summary>
    internal void Continue(ZmqSocket? socket) => Socket = socket;

    internal override void Shutdown()
    {
        if (Socket is not null)
        {
            _sockets!.Close(this);
            Socket = null;
            _counted?.Dispose();
            _counted = null;
        }
    }

    /// <summary>Publishes a message whose body is copied.</summary>
    /// <param name="topic">First part.</param>
    /// <param name="body">Second part.</param>
    /// <returns>False when libzmq refused; the reason is logged.</returns>
    protected bool SendMessage(Topic topic, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(topic);
        if (CountsUnsent)
        {
            return SendCounted(topic, body);
        }
        if (_history is not null && body.Length >= ZmqMessage.CopyBelow)
        {
            // One copy for libzmq and the history.
            using ZmqMessage shared = new();
            shared.CopyFrom(body);
            return SendShared(topic, shared);
        }
        Observer?.Invoke(topic, body, MessageSequence);
        uint number = LittleEndian(MessageSequence);
        bool sent = OpenSocket.Send(
            topic.Constant, body, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in number)), out int error);
        if (!sent)
        {
            return Refused(error);
        }
        _history?.Append(_place, topic.Name, MessageSequence, body);
        return Sent(topic, body.Length);
    }

    /// <summary>Publishes a message whose body is not copied.</summary>
    /// <param name="topic">First part.</param>
    /// <param name="body">
    /// Second part. It may be reused or disposed of after the call: libzmq keeps its memory.
    /// </param>
    /// <returns>False when libzmq refused; the reason is logged.</returns>
    private protected bool SendMessage(Topic topic, ZmqMessage body)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return CountsUnsent ? SendCounted(topic, body.Span) : SendShared(topic, body);
    }

    /// <summary>Publishes the body of a message received from a node.</summary>
    internal bool Forward(Topic topic, ReadOnlySpan<byte> body) => SendMessage(topic, body);

    /// <summary>Whether the bytes that subscribers have not taken are counted, which costs a copy.</summary>
    internal bool CountsUnsent => _sockets?.Unsent is not null;

    private bool SendCounted(Topic topic, ReadOnlySpan<byte> body)
    {
        UnsentLimit unsent = _sockets!.Unsent!;
        _counted ??= new ZmqMessage();
        _counted.CopyFrom(body, unsent.Count);
        bool sent = Send(topic, _counted);
        _counted.Clear();
        unsent.Check();
        if (!sent)
        {
            return false;
        }
        // A copy of its own: what the history keeps is not unsent.
        _history?.Append(_place, topic.Name, MessageSequence, body);
        return Sent(topic, body.Length);
    }

    private bool SendShared(Topic topic, ZmqMessage body)
    {
        if (!Send(topic, body))
        {
            return false;
        }
        Keep(topic, body);
        return Sent(topic, body.Span.Length);
    }

    private bool Send(Topic topic, ZmqMessage body)
    {
        Observer?.Invoke(topic, body.Span, MessageSequence);
        uint number = LittleEndian(MessageSequence);
        return OpenSocket.Send(
            topic.Constant, body, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in number)), out int error)
            || Refused(error);
    }

    /// <summary>Whether what is published is kept.</summary>
    internal bool HasHistory => _history is not null;

    /// <summary>Its place there.</summary>
    internal int PlaceInHistory => _place;

    /// <summary>Keeps what is published from now on.</summary>
    internal void KeepIn(HistoryServer history, int place) => (_history, _place) = (history, place);

    /// <summary>
    /// Keeps a message that was sent, before its message sequence is counted.
    /// </summary>
    internal void Keep(Topic topic, ZmqMessage body) =>
        _history?.Append(_place, topic.Name, MessageSequence, body);

    private ZmqSocket OpenSocket =>
        Socket ?? throw new InvalidOperationException(
            $"Notifier {Type} has no socket: it is not initialised or was shut down.");

    // Third part: uint32, 4 bytes.
    private static uint LittleEndian(uint number) =>
        BitConverter.IsLittleEndian ? number : BinaryPrimitives.ReverseEndianness(number);

    private bool Sent(Topic topic, int bodyLength)
    {
        unchecked
        {
            MessageSequence++;
        }
        if (Telemetry.CountsMessages)
        {
            Telemetry.Published(Type, Address, 1, topic.Name.Length + bodyLength + sizeof(uint));
        }
        return true;
    }

    // A PUB socket never blocks, so EAGAIN does not occur.
    private bool Refused(int error)
    {
        Log.Error(Logger, "Unable to send ZMQ msg", ZmqLibrary.DescribeError(error));
        return false;
    }
}
