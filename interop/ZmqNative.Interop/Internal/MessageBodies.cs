using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Puts bodies that libzmq does not copy into a zmq_msg_t (zmq_msg_init_data), and frees
/// them when it calls back.
/// </summary>
/// <remarks>
/// Each method returns 0, or errno and an empty message: after a failed init a
/// zmq_msg_t must not be closed.
/// </remarks>
internal static unsafe class MessageBodies
{
    // libzmq keeps them in the zmq_msg_t itself; it allocates longer ones.
    private const int InPlace = 33;

    /// <summary>Room for a body that libzmq allocates (zmq_msg_init_size).</summary>
    internal static int Room(LibZmq.zmq_msg_t* message, int length) => EmptiedAfter(message, ZmqThrow.ErrorOf(
        length <= InPlace
            ? LibZmq.zmq_msg_init_small(message, (nuint)length) : LibZmq.zmq_msg_init_size(message, (nuint)length)));

    /// <summary>A managed array, pinned until libzmq has sent or dropped the last copy.</summary>
    internal static int Pinned(LibZmq.zmq_msg_t* message, ArraySegment<byte> bytes)
    {
        Debug.Assert(bytes.Array is not null, "Only memory over an array can be pinned.");
        GCHandle pin = GCHandle.Alloc(bytes.Array, GCHandleType.Pinned);
        byte* data = (byte*)pin.AddrOfPinnedObject() + bytes.Offset;
        int error = ZmqThrow.ErrorOf(
            LibZmq.zmq_msg_init_data(message, data, (nuint)bytes.Count, &Unpin, (void*)GCHandle.ToIntPtr(pin)));
        if (error != 0)
        {
            pin.Free();
        }
        return EmptiedAfter(message, error);
    }

    /// <summary>
    /// A buffer of a pool, to which it returns when libzmq has sent or dropped the last copy.
    /// </summary>
    internal static int Pooled(LibZmq.zmq_msg_t* message, byte* data, int length, ZmqBufferPool pool, void* buffer)
    {
        int error = ZmqThrow.ErrorOf(
            LibZmq.zmq_msg_init_data(message, data, (nuint)length, &ZmqBufferPool.Release, buffer));
        if (error != 0)
        {
            pool.Return(buffer);
        }
        return EmptiedAfter(message, error);
    }

    /// <summary>A copy whose bytes are counted until libzmq has sent or dropped the last copy.</summary>
    internal static int Counted(LibZmq.zmq_msg_t* message, ReadOnlySpan<byte> bytes, ZmqByteCount count)
    {
        byte* data = count.Take(bytes.Length, out void* block);
        bytes.CopyTo(new Span<byte>(data, bytes.Length));
        int error = ZmqThrow.ErrorOf(
            LibZmq.zmq_msg_init_data(message, data, (nuint)bytes.Length, &ZmqByteCount.Release, block));
        if (error != 0)
        {
            ZmqByteCount.Return(block);
        }
        return EmptiedAfter(message, error);
    }

    private static int EmptiedAfter(LibZmq.zmq_msg_t* message, int error)
    {
        if (error != 0)
        {
            _ = LibZmq.zmq_msg_init(message);
        }
        return error;
    }

    // Called by libzmq, usually on its I/O thread, when the last copy is gone.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Unpin(void* data, void* hint) => GCHandle.FromIntPtr((nint)hint).Free();
}
