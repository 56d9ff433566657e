using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// How a part gets its content: from a socket, from another part, by allocation, or by taking over memory of the caller's.
public sealed unsafe partial class ZmqMessage
{
    /// <summary>
    /// Below this many bytes copying is cheaper than pinning and a callback; docs/adr/0041-copy-bodies-below-2-kib.md has the
    /// measurement.
    /// </summary>
    internal const int CopyBelow = 2048;

    // libzmq keeps them in the zmq_msg_t itself; longer ones it allocates.
    private const int InPlace = 33;

    /// <summary>Takes another part's content over, which is empty afterwards; no bytes are copied (zmq_msg_move).</summary>
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

    /// <summary>Replaces the content by another part's, which keeps it: both have the same bytes, and none are copied (zmq_msg_copy).</summary>
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

    /// <summary>Empties the part; bytes still queued on a socket live on until they are sent or dropped (zmq_msg_close).</summary>
    /// <exception cref="ZmqException">The part is damaged.</exception>
    public void Clear()
    {
        LibZmq.zmq_msg_t* message = Message;
        ZmqThrow.IfFailed(LibZmq.zmq_msg_close(message), "zmq_msg_close");
        _ = LibZmq.zmq_msg_init(message);
        _handle.Replace(0);
        GC.KeepAlive(this);
    }

    /// <summary>Replaces the content by room for a body, to be filled by the caller before it is sent (zmq_msg_init_size).</summary>
    /// <param name="length">Bytes; the memory is not cleared.</param>
    /// <returns>The room, lent as <see cref="Span"/> is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public Span<byte> Allocate(int length)
    {
        MakeRoom(length);
        return Lend(0, length);
    }

    /// <summary>Replaces the content by a copy of bytes (zmq_msg_init_size); nothing is lent.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public void CopyFrom(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(Peek(0));
        GC.KeepAlive(this);
    }

    /// <summary>Replaces the content by room for a body in memory of a pool, where it returns when libzmq has sent or dropped the last copy (zmq_msg_init_data).</summary>
    /// <param name="length">Bytes; the memory is not cleared. Below 2 KiB a pool's buffer is not worth it, and they are allocated as without.</param>
    /// <param name="pool">The pool; it may be disposed of while bodies are on their way.</param>
    /// <returns>The room, lent as <see cref="Span"/> is.</returns>
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
        void* buffer = pool.Take(length, out byte* data);
        Clear();
        int result = LibZmq.zmq_msg_init_data(Message, data, (nuint)length, &ZmqBufferPool.Release, buffer);
        if (result == -1)
        {
            int error = ZmqLibrary.LastError();
            pool.Return(buffer);
            throw Refused(error, "zmq_msg_init_data");
        }
        _handle.Replace(length);
        return Lend(0, length);
    }

    /// <summary>
    /// Replaces the content by bytes whose ownership passes to libzmq: not copied, pinned until it has sent or dropped the last
    /// copy (zmq_msg_init_data). They must not change from now on.
    /// </summary>
    /// <param name="bytes">Memory over a managed array; other memory, and less than 2 KiB, is copied.</param>
    /// <exception cref="ZmqException">ENOMEM.</exception>
    public void Adopt(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < CopyBelow || !MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment))
        {
            CopyFrom(bytes.Span);
            return;
        }
        Clear();
        GCHandle pin = GCHandle.Alloc(segment.Array, GCHandleType.Pinned);
        byte* data = (byte*)pin.AddrOfPinnedObject() + segment.Offset;
        int result = LibZmq.zmq_msg_init_data(Message, data, (nuint)segment.Count, &Release, (void*)GCHandle.ToIntPtr(pin));
        if (result == -1)
        {
            int error = ZmqLibrary.LastError();
            pin.Free();
            throw Refused(error, "zmq_msg_init_data");
        }
        GC.KeepAlive(this);
    }

    /// <summary>Notes that a call of libzmq took the content.</summary>
    internal void Emptied() => _handle.Replace(0);

    /// <summary>Notes that a receive filled the part.</summary>
    /// <param name="result">What the receive returned: bytes, up to the greatest number it can return; -1 when it failed.</param>
    /// <remarks>
    /// libzmq empties the part before it looks for a message, but after it has looked for other errors; so after a failure the
    /// part is empty, or as it was.
    /// </remarks>
    internal void Filled(int result)
    {
        if (result is -1 or int.MaxValue)
        {
            long length = LongLength;
            _handle.Replace(length, isLent: result == -1 && length > 0 && IsLent);
        }
        else
        {
            _handle.Replace(result);
        }
    }

    /// <summary>Replaces the content by room for a body, without lending it.</summary>
    internal void MakeRoom(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Clear();
        LibZmq.zmq_msg_t* message = Message;
        int result = length <= InPlace
            ? LibZmq.zmq_msg_init_small(message, (nuint)length)
            : LibZmq.zmq_msg_init_size(message, (nuint)length);
        if (result == -1)
        {
            throw Refused(ZmqLibrary.LastError(), "zmq_msg_init_size");
        }
        _handle.Replace(length);
        GC.KeepAlive(this);
    }

    // After a failed init the zmq_msg_t is nothing that may be closed.
    private ZmqException Refused(int error, string operation)
    {
        _ = LibZmq.zmq_msg_init(Message);
        return new ZmqException(error, ZmqLibrary.DescribeError(error), operation);
    }

    // Called by libzmq, on its I/O thread as a rule, when the last copy is gone.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(void* data, void* hint) => GCHandle.FromIntPtr((nint)hint).Free();
}
