using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

// One method makes all calls of a message, and none inside a try: so the runtime prepares for calls of C once, and not at the higher price it has there.
public sealed unsafe partial class ZmqSocket
{
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
        nint socket = _pointer;
        int failure = 0;
        fixed (byte* body = second, last = third)
        {
            while (LibZmq.zmq_send_const(socket, first.Pointer, (nuint)first.Length, LibZmq.ZMQ_SNDMORE) == -1 && Failed(out failure))
            {
            }
            while (failure == 0 && LibZmq.zmq_send(socket, body, (nuint)second.Length, LibZmq.ZMQ_SNDMORE) == -1 && Failed(out failure))
            {
            }
            while (failure == 0 && LibZmq.zmq_send(socket, last, (nuint)third.Length, 0) == -1 && Failed(out failure))
            {
            }
        }
        Release();
        error = failure;
        return failure == 0;
    }

    /// <summary>The same, but the second part is not copied; it stays as it is and may be sent again (zmq_msg_copy, zmq_msg_send).</summary>
    /// <inheritdoc cref="Send(ZmqConstant, ReadOnlySpan{byte}, ReadOnlySpan{byte}, out int)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Send(ZmqConstant first, ZmqMessage second, ReadOnlySpan<byte> third, out int error)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
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

    // True to call again; else there is a failure.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Failed(out int failure)
    {
        int error = ZmqLibrary.LastError();
        failure = error == LibZmq.EINTR ? 0 : error;
        return error == LibZmq.EINTR;
    }
}
