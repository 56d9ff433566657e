using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// One method makes all calls of a message, and none inside a try: so the runtime prepares for calls of C once, and not at the higher price it has there.
public sealed unsafe partial class ZmqSocket
{
    // What is copied in some hundred nanoseconds: a collection of garbage waits for it.
    private const int DirectlyAtMost = 4096;

    /// <summary>Sends a message of three parts: one that never changes, and two that are copied (zmq_send_const, zmq_send). Waits for room where the socket's pattern can block.</summary>
    /// <param name="first">The first part.</param>
    /// <param name="second">The second part.</param>
    /// <param name="third">The last part.</param>
    /// <param name="error">0, or the number zmq_errno gave; EAGAIN as well. Parts before the one that failed are sent, and what is sent next belongs to the same message.</param>
    /// <returns>Whether all were sent.</returns>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Send(ZmqConstant first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, out int error)
    {
        ArgumentNullException.ThrowIfNull(first);
        Enter();
        fixed (byte* body = &MemoryMarshal.GetReference(second), last = &MemoryMarshal.GetReference(third))
        {
            int sent = 0;
            if (SendsDirectly && second.Length + third.Length <= DirectlyAtMost && !ZmqMessage.AnyGivenAway)
            {
                sent = LibZmq.zmq_send_const_direct(_pointer, first.Pointer, (nuint)first.Length, LibZmq.ZMQ_SNDMORE) == -1 ? 0
                    : LibZmq.zmq_send_direct(_pointer, body, (nuint)second.Length, LibZmq.ZMQ_SNDMORE) == -1 ? 1
                    : LibZmq.zmq_send_direct(_pointer, last, (nuint)third.Length, 0) == -1 ? 2
                    : 3;
            }
            // What failed is tried once more, by which it is known why: sends that fail have done nothing.
            error = sent == 3 ? 0 : Send(sent, first, body, second.Length, last, third.Length);
        }
        Release();
        return error == 0;
    }

    /// <summary>The same, but the second part is not copied; it stays as it is and may be sent again (zmq_msg_copy, zmq_msg_send).</summary>
    /// <inheritdoc cref="Send(ZmqConstant, ReadOnlySpan{byte}, ReadOnlySpan{byte}, out int)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Send(ZmqConstant first, ZmqMessage second, ReadOnlySpan<byte> third, out int error)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        SendsDirectly &= !second.IsForeign;
        LibZmq.zmq_msg_t copy;
        _ = LibZmq.zmq_msg_init(&copy);
        ZmqThrow.IfFailed(LibZmq.zmq_msg_copy_to_empty(&copy, second.Message), "zmq_msg_copy");
        GC.KeepAlive(second); // Only its pointer was in use; else its finaliser could run while it is copied.
        Enter();
        nint socket = _pointer;
        int failure = 0;
        fixed (byte* last = third)
        {
            while (LibZmq.zmq_send_const(socket, first.Pointer, (nuint)first.Length, LibZmq.ZMQ_SNDMORE) == -1 && Failed(out failure))
            {
            }
            while (failure == 0 && LibZmq.zmq_msg_send(&copy, socket, LibZmq.ZMQ_SNDMORE) == -1 && Failed(out failure))
            {
            }
            while (failure == 0 && LibZmq.zmq_send(socket, last, (nuint)third.Length, 0) == -1 && Failed(out failure))
            {
            }
        }
        Release();
        if (failure != 0)
        {
            // What libzmq took is empty, what it refused is still ours.
            _ = LibZmq.zmq_msg_close(&copy);
        }
        error = failure;
        return failure == 0;
    }

    // By itself: a method that may tell the runtime of a call pays for it even when it does not.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Send(int sent, ZmqConstant first, byte* second, int secondLength, byte* third, int thirdLength)
    {
        nint socket = _pointer;
        int failure = 0;
        while (sent < 1 && LibZmq.zmq_send_const(socket, first.Pointer, (nuint)first.Length, LibZmq.ZMQ_SNDMORE) == -1 && Failed(out failure))
        {
        }
        while (failure == 0 && sent < 2 && LibZmq.zmq_send(socket, second, (nuint)secondLength, LibZmq.ZMQ_SNDMORE) == -1 && Failed(out failure))
        {
        }
        while (failure == 0 && LibZmq.zmq_send(socket, third, (nuint)thirdLength, 0) == -1 && Failed(out failure))
        {
        }
        return failure;
    }

    // True to call again; else there is a failure.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Failed(out int failure)
    {
        int error = ZmqLibrary.LastError();
        failure = error == LibZmq.EINTR ? 0 : error;
        return error == LibZmq.EINTR;
    }
}
