using System.Buffers.Binary;
using ZmqNative.Interop;
using ZmqNative.Messages;

namespace ZmqNative.Notifiers;

/// <summary>A notifier that publishes three-part messages on a PUB socket (Core: CZMQAbstractPublishNotifier).</summary>
public abstract class PublishNotifier : Notifier
{
    private PublisherSockets? _sockets;

    /// <summary>The number the next message will carry: from 0, one up after each message sent, with or without subscribers; wraps after 4294967295.</summary>
    /// <remarks>Each notifier counts for itself, also two of one type.</remarks>
    public uint MessageSequence { get; internal set; }

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
        Telemetry.Published(this, 0, 0);
        return true;
    }

    internal override void Shutdown()
    {
        if (Socket is not null)
        {
            _sockets!.Close(this);
            Socket = null;
        }
    }

    /// <summary>Publishes a message whose body is copied.</summary>
    /// <param name="topic">First part.</param>
    /// <param name="body">Second part.</param>
    /// <returns>False when libzmq refused; the reason is logged.</returns>
    protected bool SendMessage(Topic topic, ReadOnlySpan<byte> body) => SendMessage(topic, body, shared: null);

    /// <summary>Publishes a message whose body is not copied.</summary>
    /// <param name="topic">First part.</param>
    /// <param name="body">Second part; may be reused or disposed of at once, libzmq keeps what it needs.</param>
    /// <returns>False when libzmq refused; the reason is logged.</returns>
    protected bool SendMessage(Topic topic, ZmqMessage body) => SendMessage(topic, default, body);

    // | topic, ASCII | body | message sequence, uint32 LE, 4 bytes |
    private bool SendMessage(Topic topic, ReadOnlySpan<byte> body, ZmqMessage? shared)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ZmqSocket socket = Socket ?? throw new InvalidOperationException($"Notifier {Type} has no socket: it is not initialised or was shut down.");
        Span<byte> messageSequence = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(messageSequence, MessageSequence);
        try
        {
            // PUB never blocks, so no send can come back without having sent.
            _ = socket.Send(topic.Constant, more: true);
            _ = shared is null ? socket.Send(body, more: true) : socket.Send(shared, more: true);
            _ = socket.Send(messageSequence);
        }
        catch (ZmqException exception)
        {
            Log.Error(Logger, "Unable to send ZMQ msg", exception.ErrorText);
            return false;
        }
        unchecked
        {
            MessageSequence++;
        }
        if (Telemetry.CountsMessages)
        {
            Telemetry.Published(this, 1, topic.Name.Length + (shared is null ? body : shared.Span).Length + messageSequence.Length);
        }
        return true;
    }
}
