using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// One message part (zmq_msg_t): filled by a receive, or filled here and sent, also to several sockets, without its bytes being
/// copied. Used over and over it allocates nothing on the managed heap. One thread at a time.
/// </summary>
public sealed unsafe class ZmqMessage : IDisposable
{
    private readonly MessageHandle _handle = new();

    // Counted from before libzmq gets them until it has called back.
    private static int s_givenAway;

    // What has to be released before it is filled anew, as far as that is known.
    private Content _content;

    // What libzmq has told of the bytes since the content changed last; each question is a call.
    private const int Unknown = -1;
    private int _length = Unknown;
    private byte* _bytes;
    private bool _isLent;

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
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return _handle.Message;
        }
    }

    /// <summary>Replaces the content by room for a body, to be filled by the caller before it is sent (zmq_msg_init_size).</summary>
    /// <param name="length">Bytes; the memory is not cleared.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public Span<byte> Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Clear();
        LibZmq.zmq_msg_t* message = Message;
        Changed(length <= SmallAllocation ? Content.Small : Content.Large);
        int result = length <= SmallAllocation ? LibZmq.zmq_msg_init_small(message, (nuint)length) : LibZmq.zmq_msg_init_size(message, (nuint)length);
        if (result == -1)
        {
            int error = ZmqLibrary.LastError();
            _ = LibZmq.zmq_msg_init(Message);
            throw new ZmqException(error, ZmqLibrary.DescribeError(error), "zmq_msg_init_size");
        }
        return new Span<byte>(LibZmq.zmq_msg_data(message), length);
    }

    /// <summary>Replaces the content by room for a body in memory of a pool, where it returns when libzmq has sent or dropped the last copy (zmq_msg_init_data).</summary>
    /// <param name="length">Bytes; the memory is not cleared. Few are not worth a pool's buffer and are allocated as without.</param>
    /// <param name="pool">The pool; it may be disposed of while bodies are on their way.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed of.</exception>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public Span<byte> Allocate(int length, ZmqBufferPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (length < CopyBelow)
        {
            return Allocate(length);
        }
        Clear();
        Changed(Content.Large);
        void* buffer = pool.Take(length, out byte* data);
        GivesAway();
        int result = LibZmq.zmq_msg_init_data(Message, data, (nuint)length, &ZmqBufferPool.Release, buffer);
        if (result == -1)
        {
            int error = ZmqLibrary.LastError();
            pool.Return(buffer);
            CameBack();
            _ = LibZmq.zmq_msg_init(Message);
            throw new ZmqException(error, ZmqLibrary.DescribeError(error), "zmq_msg_init_data");
        }
        GC.KeepAlive(this);
        return new Span<byte>(data, length);
    }

    /// <summary>
    /// Replaces the content by bytes given away: not copied, pinned until libzmq has sent or dropped the last copy
    /// (zmq_msg_init_data). They must not change from now on.
    /// </summary>
    /// <param name="bytes">Memory over a managed array; other memory is copied.</param>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public void Adopt(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < CopyBelow || !MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment))
        {
            bytes.Span.CopyTo(Allocate(bytes.Length));
            return;
        }
        Clear();
        Changed(Content.Large);
        GCHandle pin = GCHandle.Alloc(segment.Array, GCHandleType.Pinned);
        byte* data = (byte*)pin.AddrOfPinnedObject() + segment.Offset;
        GivesAway();
        int result = LibZmq.zmq_msg_init_data(Message, data, (nuint)segment.Count, &Release, (void*)GCHandle.ToIntPtr(pin));
        if (result == -1)
        {
            int error = ZmqLibrary.LastError();
            CameBack();
            pin.Free();
            _ = LibZmq.zmq_msg_init(Message);
            throw new ZmqException(error, ZmqLibrary.DescribeError(error), "zmq_msg_init_data");
        }
        GC.KeepAlive(this);
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

    /// <summary>Whether a body given away, by any part of this process, may not be back yet.</summary>
    internal static bool AnyGivenAway => Volatile.Read(ref s_givenAway) != 0;

    /// <summary>Whether nobody knows who is called when the content is freed.</summary>
    internal bool IsForeign => _isLent || _content == Content.Any;

    /// <summary>Says that a body is about to be given to libzmq, which calls back when it is free again.</summary>
    private static void GivesAway() => Interlocked.Increment(ref s_givenAway);

    /// <summary>Says that libzmq called back, or refused it.</summary>
    internal static void CameBack() => Interlocked.Decrement(ref s_givenAway);

    /// <summary>Says that a call of libzmq took the content.</summary>
    internal void Emptied() => Changed(Content.None);

    /// <summary>Says that a call of libzmq may have filled the part.</summary>
    /// <param name="result">What the receive returned: how many bytes, up to the greatest number it can return, or -1.</param>
    internal void Filled(int result) => Changed(Content.Any, result == int.MaxValue ? Unknown : result);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>Below this many bytes copying is cheaper than pinning and a call back (docs/decisions.md has the measurement).</summary>
    internal const int CopyBelow = 2048;

    // Up to this many bytes libzmq allocates faster than the runtime lets go of a thread for it.
    private const int SmallAllocation = 512;

    private void Changed(Content content, int length = Unknown)
    {
        (_content, _length) = (content, length);
        _bytes = null;
    }

    private int Get(int property)
    {
        int value = LibZmq.zmq_msg_get(Message, property);
        GC.KeepAlive(this);
        return value;
    }

    // Called by libzmq, on its I/O thread as a rule, when the last copy is gone.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(void* data, void* hint)
    {
        GCHandle.FromIntPtr((nint)hint).Free();
        CameBack();
    }

    private enum Content
    {
        None,

        // Allocated by libzmq, for this part or one it shares with: to release it takes no longer than to ask.
        Small,

        // Allocated by libzmq as well, or given away here.
        Large,

        // Received, or filled by others.
        Any,
    }
}
