using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Bodies that are made here: room for one, or memory given away, which libzmq calls back for.
public sealed unsafe partial class ZmqMessage
{
    /// <summary>Below this many bytes copying is cheaper than pinning and a call back (docs/decisions.md has the measurement).</summary>
    internal const int CopyBelow = 2048;

    // Up to this many bytes libzmq allocates faster than the runtime lets go of a thread for it.
    private const int SmallAllocation = 512;

    // Counted from before libzmq gets them until it has called back.
    private static int s_givenAway;

    /// <summary>Whether a body given away, by any part of this process, may not be back yet.</summary>
    internal static bool AnyGivenAway => Volatile.Read(ref s_givenAway) != 0;

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

    /// <summary>Says that a body is about to be given to libzmq, which calls back when it is free again.</summary>
    private static void GivesAway() => Interlocked.Increment(ref s_givenAway);

    /// <summary>Says that libzmq called back, or refused it.</summary>
    internal static void CameBack() => Interlocked.Decrement(ref s_givenAway);

    // Called by libzmq, on its I/O thread as a rule, when the last copy is gone.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(void* data, void* hint)
    {
        GCHandle.FromIntPtr((nint)hint).Free();
        CameBack();
    }
}
