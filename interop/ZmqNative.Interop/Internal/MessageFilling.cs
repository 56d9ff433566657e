using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Fills a part: from another part, by allocation, or with memory that libzmq does not copy
/// (zmq_msg_init_data) and that is freed when it calls back.
/// </summary>
internal static unsafe class MessageFilling
{
    // libzmq keeps them in the zmq_msg_t itself; it allocates longer ones.
    private const int InPlace = 33;

    /// <inheritdoc cref="ZmqMessage.MoveFrom"/>
    internal static void Move(ZmqMessage message, ZmqMessage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source != message)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_msg_move(message.Message, source.Message), "zmq_msg_move");
            message.Handle.Replace(message.LongLength, source.IsLent);
            source.Handle.Replace(0);
        }
    }

    /// <inheritdoc cref="ZmqMessage.ShareFrom"/>
    internal static void Share(ZmqMessage message, ZmqMessage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source != message)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_msg_copy(message.Message, source.Message), "zmq_msg_copy");
            message.Handle.Replace(message.LongLength);
            GC.KeepAlive(source);
        }
    }

    /// <summary>Replaces the content by room for a body, without lending it.</summary>
    internal static void MakeRoom(this ZmqMessage message, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        message.Clear();
        int error = ZmqThrow.ErrorOf(length <= InPlace
            ? LibZmq.zmq_msg_init_small(message.Message, (nuint)length)
            : LibZmq.zmq_msg_init_size(message.Message, (nuint)length));
        Replaced(message, length, error, "zmq_msg_init_size");
    }

    /// <inheritdoc cref="ZmqMessage.CopyFrom"/>
    internal static void Copy(ZmqMessage message, ReadOnlySpan<byte> bytes)
    {
        message.MakeRoom(bytes.Length);
        bytes.CopyTo(message.Peek(0));
        GC.KeepAlive(message);
    }

    /// <summary>
    /// As <see cref="ZmqMessage.CopyFrom"/>, counted until libzmq has released the last copy.
    /// </summary>
    internal static void CopyFrom(this ZmqMessage message, ReadOnlySpan<byte> bytes, ZmqByteCount count)
    {
        ArgumentNullException.ThrowIfNull(count);
        message.Clear();
        byte* data = count.Take(bytes.Length, out void* block);
        bytes.CopyTo(new Span<byte>(data, bytes.Length));
        int error = ZmqThrow.ErrorOf(LibZmq.zmq_msg_init_data(
            message.Message, data, (nuint)bytes.Length, &ZmqByteCount.Release, block));
        if (error != 0)
        {
            ZmqByteCount.Return(block);
        }
        Replaced(message, bytes.Length, error, "zmq_msg_init_data");
    }

    /// <summary>
    /// As <see cref="ZmqMessage.Allocate"/>; from 2 KiB on in a buffer that returns to the pool
    /// after the last copy.
    /// </summary>
    internal static Span<byte> Allocate(this ZmqMessage message, int length, ZmqBufferPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (length < ZmqMessage.CopyBelow)
        {
            return message.Allocate(length);
        }
        void* buffer = pool.Take(length, out byte* data);
        message.Clear();
        int error = ZmqThrow.ErrorOf(LibZmq.zmq_msg_init_data(
            message.Message, data, (nuint)length, &ZmqBufferPool.Release, buffer));
        if (error != 0)
        {
            pool.Return(buffer);
        }
        Replaced(message, length, error, "zmq_msg_init_data");
        return message.WritableSpan;
    }

    /// <inheritdoc cref="ZmqMessage.Adopt"/>
    internal static void Adopt(ZmqMessage message, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < ZmqMessage.CopyBelow || !MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment))
        {
            Copy(message, bytes.Span);
            return;
        }
        message.Clear();
        GCHandle pin = GCHandle.Alloc(segment.Array, GCHandleType.Pinned);
        byte* data = (byte*)pin.AddrOfPinnedObject() + segment.Offset;
        int error = ZmqThrow.ErrorOf(LibZmq.zmq_msg_init_data(
            message.Message, data, (nuint)segment.Count, &Unpin, (void*)GCHandle.ToIntPtr(pin)));
        if (error != 0)
        {
            pin.Free();
        }
        Replaced(message, segment.Count, error, "zmq_msg_init_data", isManaged: true);
    }

    // After a failed init a zmq_msg_t must not be closed.
    private static void Replaced(
        ZmqMessage message, int length, int error, string operation, bool isManaged = false)
    {
        if (error != 0)
        {
            _ = LibZmq.zmq_msg_init(message.Message);
        }
        ZmqThrow.IfError(error, operation);
        message.Handle.Replace(length, isManaged: isManaged);
    }

    // Called by libzmq, usually on its I/O thread, when the last copy is gone.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Unpin(void* data, void* hint) => GCHandle.FromIntPtr((nint)hint).Free();
}
