using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// One message part (zmq_msg_t): filled by a receive, or filled here and sent, also to several sockets, without its bytes being
/// copied. Used over and over it allocates nothing on the managed heap. One thread at a time.
/// </summary>
public sealed unsafe partial class ZmqMessage : IDisposable
{
    private readonly MessageHandle _handle;

    // The handle's; null once it is disposed of. One step less each time.
    private LibZmq.zmq_msg_t* _message;

    // What has to be released before it is filled anew, as far as that is known.
    private Content _content;

    // What libzmq has told of the bytes since the content changed last; each question is a call.
    private const int Unknown = -1;

    // What libzmq keeps with others in a buffer of that order.
    private const int SmallReceived = 4096;
    private int _length = Unknown;
    private byte* _bytes;
    private bool _isLent;

    /// <summary>Makes an empty part.</summary>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public ZmqMessage()
    {
        _handle = new MessageHandle();
        _message = _handle.Message;
    }

    /// <summary>The bytes: valid until the part is filled anew or disposed of, while the part itself is referenced.</summary>
    public ReadOnlySpan<byte> Span => WritableSpan;

    /// <summary>The bytes, to be changed before the part is sent. Not once <see cref="IsShared"/>: they are the copies' bytes too then, or a constant's.</summary>
    public Span<byte> WritableSpan
    {
        get
        {
            LibZmq.zmq_msg_t* message = Message;
            if (_bytes == null || _isLent)
            {
                _bytes = (byte*)LibZmq.zmq_msg_data(message);
            }
            Span<byte> bytes = new(_bytes, Length);
            GC.KeepAlive(this); // Only its pointer is in use, here and below; else its finaliser could run meanwhile.
            return bytes;
        }
    }

    /// <summary>How many bytes there are (zmq_msg_size).</summary>
    public int Length
    {
        get
        {
            LibZmq.zmq_msg_t* message = Message;
            if (_length == Unknown || _isLent)
            {
                _length = checked((int)LibZmq.zmq_msg_size(message));
                GC.KeepAlive(this);
            }
            return _length;
        }
    }

    /// <summary>Whether more parts of the same message follow (zmq_msg_more); meaningful after a receive.</summary>
    public bool HasMore
    {
        get
        {
            bool more = LibZmq.zmq_msg_more(Message) == 1;
            GC.KeepAlive(this);
            return more;
        }
    }

    /// <summary>Whether the bytes are shared with copies, or a constant's (ZMQ_SHARED of zmq_msg_get); sending the part makes them so.</summary>
    public bool IsShared => Get(LibZmq.ZMQ_SHARED) == 1;

    /// <summary>
    /// What the connection a part was received from says of the peer (zmq_msg_gets): "Peer-Address", "Socket-Type", "Routing-Id",
    /// "User-Id" as an authenticator gave it, and what the peer added ("X-...").
    /// </summary>
    /// <param name="name">The property.</param>
    /// <returns>Null when it is not there, as for inproc and for parts not received.</returns>
    public string? Property(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string? value = Marshal.PtrToStringUTF8((nint)LibZmq.zmq_msg_gets(Message, name));
        GC.KeepAlive(this); // The text belongs to the part.
        return value;
    }

    /// <summary>A number libzmq keeps of a part (zmq_msg_get): 1 whether more follow, 2 the descriptor it came from, 3 whether it is shared.</summary>
    /// <param name="property">The ZMQ_ constant's number.</param>
    /// <exception cref="ZmqException">EINVAL: no such property, or nothing is known of it.</exception>
    public int Property(int property)
    {
        int value = Get(property);
        ZmqThrow.IfFailed(value, "zmq_msg_get");
        return value;
    }

    /// <summary>The address of the zmq_msg_t, for calls of libzmq this library does not make; valid until the part is disposed of.</summary>
    public nint DangerousGetHandle()
    {
        // Whoever has the address may fill it, at any time.
        nint message = (nint)Message;
        Changed(Content.Any);
        _isLent = true;
        return message;
    }

    /// <summary>The address of the bytes (zmq_msg_data); valid until the part is filled anew or disposed of.</summary>
    public nint DangerousGetBytes()
    {
        nint bytes = (nint)LibZmq.zmq_msg_data(Message);
        GC.KeepAlive(this);
        return bytes;
    }

    internal LibZmq.zmq_msg_t* Message
    {
        get
        {
            ObjectDisposedException.ThrowIf(_message == null, this);
            return _message;
        }
    }

    /// <summary>Takes another part's content over, which is empty afterwards; no bytes are copied (zmq_msg_move).</summary>
    /// <param name="source">The other part.</param>
    /// <exception cref="ZmqException">A part is damaged.</exception>
    public void MoveFrom(ZmqMessage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source != this)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_msg_move(Message, source.Message), "zmq_msg_move");
            Changed(source._content);
            source.Changed(Content.None);
        }
    }

    /// <summary>Replaces the content by another part's, which keeps it: both have the same bytes, and none are copied (zmq_msg_copy).</summary>
    /// <param name="source">The other part.</param>
    /// <exception cref="ZmqException">A part is damaged.</exception>
    public void ShareFrom(ZmqMessage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source != this)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_msg_copy(Message, source.Message), "zmq_msg_copy");
            Changed(source._content);
        }
    }

    /// <summary>Empties the part; bytes still queued on a socket live on until they are sent or dropped (zmq_msg_close).</summary>
    /// <exception cref="ZmqException">The part is damaged.</exception>
    public void Clear()
    {
        LibZmq.zmq_msg_t* message = Message;
        if (_content == Content.None)
        {
            return;
        }
        ZmqThrow.IfFailed(_content == Content.Small ? LibZmq.zmq_msg_close_small(message) : LibZmq.zmq_msg_close(message), "zmq_msg_close");
        _ = LibZmq.zmq_msg_init(message);
        Changed(Content.None);
    }

    /// <summary>Whether nobody knows who is called when the content is freed.</summary>
    internal bool IsForeign => _content == Content.Any;

    /// <summary>Says that a call of libzmq took the content.</summary>
    internal void Emptied() => Changed(Content.None);

    /// <summary>Whether releasing the content, before it is filled anew, takes no longer than to ask, and calls nobody back.</summary>
    internal bool IsReleasedQuickly => _content is Content.None or Content.Small;

    /// <summary>Says that a call of libzmq may have filled the part.</summary>
    /// <param name="result">What the receive returned: how many bytes, up to the greatest number it can return, or -1: then the content is what it was, or none.</param>
    /// <param name="isRemote">Whether it came from another process: then its memory is libzmq's own.</param>
    internal void Filled(int result, bool isRemote)
    {
        if (result == -1)
        {
            Changed(_content);
        }
        else
        {
            Changed(!isRemote ? Content.Any : result <= SmallReceived ? Content.Small : Content.Large, result == int.MaxValue ? Unknown : result);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _message = null;
        _handle.Dispose();
    }

    private void Changed(Content content, int length = Unknown)
    {
        (_content, _length) = (_isLent ? Content.Any : content, length);
        _bytes = null;
    }

    private int Get(int property)
    {
        int value = LibZmq.zmq_msg_get(Message, property);
        GC.KeepAlive(this);
        return value;
    }

    private enum Content
    {
        None,

        // Allocated by libzmq, for this part, one it shares with or what was received from another process: to release it takes no longer than to ask.
        Small,

        // Allocated by libzmq as well, or given away here.
        Large,

        // Received from this process, or filled by others.
        Any,
    }
}
