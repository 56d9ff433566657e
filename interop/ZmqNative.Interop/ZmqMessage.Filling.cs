using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// The ways to fill a part: from a socket, from another part, by allocation, or by taking
// over memory of the caller.
public sealed unsafe partial class ZmqMessage
{
    // Copying fewer bytes is cheaper than pinning and a callback:
    // docs/adr/0041-copy-bodies-below-2-kib.md.
    internal const int CopyBelow = 2048;

    /// <summary>
    /// Takes over the content of another part, which is empty afterwards; no bytes
    /// are copied (zmq_msg_move).
    /// </summary>
    /// <param name="source">The other part.</param>
    /// <exception cref="ZmqException">A part is damaged.</exception>
    public void MoveFrom(ZmqMessage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source != this)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_msg_move(Message, source.Message), "zmq_msg_move");
            _handle.Replace(LongLength, source.IsLent);
            source._handle.Replace(0);
            GC.KeepAlive(source);
        }
    }

    /// <summary>
    /// Replaces the content by that of another part, which keeps it: both share the same bytes, and
    /// none are copied (zmq_msg_copy).
    /// </summary>
    /// <param name="source">The other part.</param>
    /// <exception cref="ZmqException">A part is damaged.</exception>
    public void ShareFrom(ZmqMessage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source != this)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_msg_copy(Message, source.Message), "zmq_msg_copy");
            _handle.Replace(LongLength);
            GC.KeepAlive(source);
        }
    }

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
        _handle.Replace(0);
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
        MakeRoom(length);
        return Lend(0, length);
    }

    /// <summary>Replaces the content by a copy (zmq_msg_init_size); nothing is lent.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public void CopyFrom(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(Peek(0));
        GC.KeepAlive(this);
    }

    /// <summary>
    /// As <see cref="CopyFrom(ReadOnlySpan{byte})"/>, counted until libzmq has released the last copy.
    /// </summary>
    internal void CopyFrom(ReadOnlySpan<byte> bytes, ZmqByteCount count)
    {
        ArgumentNullException.ThrowIfNull(count);
        Clear();
        ZmqThrow.IfError(MessageBodies.Counted(Message, bytes, count), "zmq_msg_init_data");
        _handle.Replace(bytes.Length);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// As <see cref="Allocate(int)"/>; from 2 KiB on in a buffer that returns to the
    /// pool after the last copy.
    /// </summary>
    internal Span<byte> Allocate(int length, ZmqBufferPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (length < CopyBelow)
        {
            return Allocate(length);
        }
        void* buffer = pool.Take(length, out byte* data);
        Clear();
        ZmqThrow.IfError(MessageBodies.Pooled(Message, data, length, pool, buffer), "zmq_msg_init_data");
        _handle.Replace(length);
        return Lend(0, length);
    }

    /// <summary>
    /// Replaces the content by bytes whose ownership passes to libzmq: they are not copied,
    /// but pinned until libzmq has sent or dropped the last copy (zmq_msg_init_data). They
    /// must not change from now on.
    /// </summary>
    /// <param name="bytes">
    /// Memory over a managed array; other memory, and less than 2 KiB, is copied.
    /// </param>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public void Adopt(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < CopyBelow || !MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment))
        {
            CopyFrom(bytes.Span);
            return;
        }
        Clear();
        ZmqThrow.IfError(MessageBodies.Pinned(Message, segment), "zmq_msg_init_data");
        _handle.Replace(segment.Count, isManaged: true);
        GC.KeepAlive(this);
    }

    /// <summary>Records that a call of libzmq took the content.</summary>
    internal void Emptied() => _handle.Replace(0);

    /// <summary>Records the result of a receive: the number of bytes, or -1.</summary>
    internal void Filled(int result) => _handle.Filled(result);

    /// <summary>Replaces the content by room for a body, without lending it.</summary>
    internal void MakeRoom(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Clear();
        ZmqThrow.IfError(MessageBodies.Room(Message, length), "zmq_msg_init_size");
        _handle.Replace(length);
        GC.KeepAlive(this);
    }

}
