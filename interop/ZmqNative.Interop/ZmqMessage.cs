using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// One message part (zmq_msg_t). It is filled by a receive, or by the caller and then sent, also
/// to several sockets, without copying its bytes. A reused part allocates nothing on the managed
/// heap. One thread at a time.
/// </summary>
/// <remarks>
/// Dispose of each part. <see cref="Span"/>, <see cref="WritableSpan"/>, <see cref="Slice"/>,
/// <see cref="Allocate"/> and the Dangerous members lend native memory, and a span does not
/// keep its owner alive; so a part whose memory was lent is freed by <see cref="Dispose"/> alone.
/// Without it the part leaks, and <see cref="ZmqLibrary.LeakedMessages"/> counts it. A part whose
/// memory was never lent is freed when it is collected. <see cref="Length"/>,
/// <see cref="LongLength"/>, <see cref="CopyTo"/> and <see cref="ToArray"/> do not lend. Once the
/// part is disposed of, every member but <see cref="ToString"/> throws
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed unsafe class ZmqMessage : IDisposable
{
    // Copying fewer bytes is cheaper than pinning and a callback:
    // docs/adr/0041-copy-bodies-below-2-kib.md.
    internal const int CopyBelow = 2048;

    // The pointer of the handle, kept here to save an indirection; null after disposal.
    private LibZmq.zmq_msg_t* _message;

    /// <summary>Creates an empty part.</summary>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public ZmqMessage()
    {
        Handle = new MessageHandle();
        _message = Handle.Message;
    }

    /// <summary>
    /// The bytes, lent until the part is filled again, emptied, passed to a receive (which empties
    /// it even if there is no message), sent with SendAndClear or disposed of.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// There are 2 GiB or more, which no span covers: see <see cref="Slice"/>.
    /// </exception>
    public ReadOnlySpan<byte> Span => WritableSpan;

    /// <summary>
    /// The bytes, to be changed before the part is sent. Do not change them if
    /// <see cref="IsShared"/>: they then belong to copies, too, or to a constant. Lent
    /// as <see cref="Span"/> is.
    /// </summary>
    /// <inheritdoc cref="Span"/>
    public Span<byte> WritableSpan => Lend(0, Length);

    /// <summary>Bytes of the part (zmq_msg_size).</summary>
    /// <exception cref="InvalidOperationException">
    /// There are 2 GiB or more: see <see cref="LongLength"/>.
    /// </exception>
    public int Length => LongLength is long length and <= int.MaxValue ? (int)length : throw TooLong(LongLength);

    /// <summary>Bytes of the part (zmq_msg_size), also if there are 2 GiB or more.</summary>
    public long LongLength => Alive((long)LibZmq.zmq_msg_size(Message));

    /// <summary>
    /// Whether more parts of the same message follow (zmq_msg_more); meaningful after a receive.
    /// </summary>
    public bool HasMore => Alive(LibZmq.zmq_msg_more(Message) == 1);

    /// <summary>
    /// Whether the bytes are shared with copies or belong to a constant (ZMQ_SHARED of
    /// zmq_msg_get); sending the part makes them shared.
    /// </summary>
    public bool IsShared => Get(LibZmq.ZMQ_SHARED) == 1;

    /// <summary>
    /// The bytes that the last receive into this part has brought, not lent: for callers that keep
    /// the part alive meanwhile.
    /// </summary>
    internal ReadOnlySpan<byte> Content =>
        new(LibZmq.zmq_msg_data(Message), Handle.Length <= int.MaxValue ? (int)Handle.Length : Length);

    /// <summary>Whether a caller has a span over, or a pointer to, the present content.</summary>
    internal bool IsLent => Handle.IsLent;

    /// <summary>Owns the part, and records what its content is after a call that has changed it.</summary>
    internal MessageHandle Handle { get; }

    internal LibZmq.zmq_msg_t* Message
    {
        get
        {
            ObjectDisposedException.ThrowIf(_message == null, this);
            return _message;
        }
    }

    /// <summary>
    /// A range of the bytes, for parts that no span covers as a whole. Lent
    /// as <see cref="Span"/> is.
    /// </summary>
    /// <param name="offset">The first byte of the range.</param>
    /// <param name="length">Bytes of the range.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the part.</exception>
    public ReadOnlySpan<byte> Slice(long offset, int length)
    {
        long all = LongLength;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)all, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)(all - offset), nameof(length));
        return Lend(offset, length);
    }

    /// <summary>
    /// Copies the bytes from an offset on, up to the end of the part or of the
    /// destination. Nothing is lent.
    /// </summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <param name="offset">The first byte that is copied (default: the first of the part).</param>
    /// <returns>The number of bytes copied; 0 at the end of the part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The offset is negative, or beyond the end.
    /// </exception>
    public int CopyTo(Span<byte> destination, long offset = 0)
    {
        ReadOnlySpan<byte> bytes = Peek(offset);
        bytes = bytes[..Math.Min(bytes.Length, destination.Length)];
        bytes.CopyTo(destination);
        GC.KeepAlive(this);
        return bytes.Length;
    }

    /// <summary>A copy of the bytes. Nothing is lent.</summary>
    /// <exception cref="InvalidOperationException">
    /// There are 2 GiB or more: see <see cref="CopyTo"/>.
    /// </exception>
    public byte[] ToArray()
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(Length);
        new ReadOnlySpan<byte>(LibZmq.zmq_msg_data(Message), bytes.Length).CopyTo(bytes);
        return Alive(bytes);
    }

    /// <summary>
    /// Takes over the content of another part, which is empty afterwards; no bytes
    /// are copied (zmq_msg_move).
    /// </summary>
    /// <param name="source">The other part.</param>
    /// <exception cref="ZmqException">A part is damaged.</exception>
    public void MoveFrom(ZmqMessage source) => MessageFilling.Move(this, source);

    /// <summary>
    /// Replaces the content by that of another part, which keeps it: both share the same bytes, and
    /// none are copied (zmq_msg_copy).
    /// </summary>
    /// <param name="source">The other part.</param>
    /// <exception cref="ZmqException">A part is damaged.</exception>
    public void ShareFrom(ZmqMessage source) => MessageFilling.Share(this, source);

    /// <summary>
    /// Empties the part; bytes still queued on a socket stay until they are sent or
    /// dropped (zmq_msg_close).
    /// </summary>
    /// <exception cref="ZmqException">The part is damaged.</exception>
    public void Clear()
    {
        LibZmq.zmq_msg_t* message = Message;
        ZmqThrow.IfFailed(LibZmq.zmq_msg_close(message), "zmq_msg_close");
        _ = LibZmq.zmq_msg_init(message);
        Handle.Replace(0);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Replaces the content by room for a body, to be filled by the caller before it is
    /// sent (zmq_msg_init_size).
    /// </summary>
    /// <param name="length">Bytes; the memory is not cleared.</param>
    /// <returns>The room, lent as <see cref="Span"/> is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public Span<byte> Allocate(int length)
    {
        this.MakeRoom(length);
        return Lend(0, length);
    }

    /// <summary>Replaces the content by a copy (zmq_msg_init_size); nothing is lent.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public void CopyFrom(ReadOnlySpan<byte> bytes) => MessageFilling.Copy(this, bytes);

    /// <summary>
    /// Replaces the content by bytes whose ownership passes to libzmq: they are not copied,
    /// but pinned until libzmq has sent or dropped the last copy (zmq_msg_init_data). They
    /// must not change from now on.
    /// </summary>
    /// <param name="bytes">
    /// Memory over a managed array; other memory, and less than 2 KiB, is copied.
    /// </param>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public void Adopt(ReadOnlyMemory<byte> bytes) => MessageFilling.Adopt(this, bytes);

    /// <summary>
    /// A property of the connection that the part was received from (zmq_msg_gets):
    /// "Peer-Address", "Socket-Type", "Routing-Id", "User-Id" as set by an authenticator, and
    /// those that the peer added ("X-...").
    /// </summary>
    /// <remarks>
    /// Ask a part that the peer sent: the routing id in front of it, at a ROUTER, has no properties when
    /// the socket was polled before it was received (libzmq 4.3.4,
    /// <c>findings/router-id-loses-properties-when-polled.sh</c>).
    /// </remarks>
    /// <param name="name">The name of the property.</param>
    /// <returns>
    /// Null if there is no such property, as for inproc and for parts that were not received.
    /// </returns>
    public string? Property(string name)
    {
        CText.Check(name, nameof(name));
        // The text belongs to the part.
        return Alive(Marshal.PtrToStringUTF8((nint)LibZmq.zmq_msg_gets(Message, name)));
    }

    /// <summary>
    /// The address of the zmq_msg_t, for calls of libzmq that this library does not make; lent
    /// until the part is disposed of.
    /// </summary>
    public nint DangerousGetHandle()
    {
        Handle.LendHandle();
        return (nint)Message;
    }

    /// <summary>The address of the bytes (zmq_msg_data); lent as <see cref="Span"/> is.</summary>
    public nint DangerousGetBytes()
    {
        Handle.Lend();
        return Alive((nint)LibZmq.zmq_msg_data(Message));
    }

    /// <summary>
    /// The type and the length in bytes, or that the part is disposed of. Lends
    /// nothing and never throws.
    /// </summary>
    public override string ToString() =>
        $"{nameof(ZmqMessage)} ({(Handle.IsClosed ? "disposed" : $"{Handle.Length} bytes")})";

    /// <inheritdoc/>
    public void Dispose()
    {
        _message = null;
        Handle.Dispose();
    }

    /// <summary>
    /// The bytes from an offset on, up to the longest span, not lent: for callers that keep
    /// the part alive meanwhile.
    /// </summary>
    internal Span<byte> Peek(long offset)
    {
        long left = LongLength - offset;
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(left, nameof(offset));
        return new Span<byte>((byte*)LibZmq.zmq_msg_data(Message) + offset, (int)Math.Min(left, int.MaxValue));
    }

    private Span<byte> Lend(long offset, int length)
    {
        if (length == 0)
        {
            return default;
        }
        Handle.Lend();
        Span<byte> bytes = new((byte*)LibZmq.zmq_msg_data(Message) + offset, length);
        GC.KeepAlive(this);
        return bytes;
    }

    /// <summary>
    /// A property of the part by its ZMQ_ number (zmq_msg_get); -1 with errno
    /// EINVAL if there is no value.
    /// </summary>
    internal int Get(int property) => Alive(LibZmq.zmq_msg_get(Message, property));

    // Only the pointer of this object is in use during a call; without this its
    // finaliser could run meanwhile.
    private T Alive<T>(T value)
    {
        GC.KeepAlive(this);
        return value;
    }

    private static InvalidOperationException TooLong(long length) => new(
        $"The part has {length} bytes, more than one span or array holds: read it in pieces with Slice or CopyTo, "
        + "its length with LongLength, or have longer parts refused by "
        + $"{nameof(ZmqSocket)}.{nameof(ZmqSocket.MaxMessageSize)}.");
}
