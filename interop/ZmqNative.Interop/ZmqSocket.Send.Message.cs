using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// A message of three parts, as notifications are, under one lock. The calls stand outside of any try region, where the JIT
// does not inline the transition into native code.
public sealed unsafe partial class ZmqSocket
{
    /// <summary>Sends a message of three parts: one that never changes, and two that are copied (zmq_send_const, zmq_send). Waits for room where the socket's pattern can block.</summary>
    /// <param name="first">The first part.</param>
    /// <param name="second">The second part.</param>
    /// <param name="third">The last part.</param>
    /// <param name="error">0, or the number zmq_errno gave; EAGAIN as well. Parts before the one that failed are sent, and what is sent next belongs to the same message.</param>
    /// <returns>Whether all were sent.</returns>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    public bool Send(ZmqConstant first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, out int error)
    {
        ArgumentNullException.ThrowIfNull(first);
        Enter();
        nint socket = _pointer;
        int failure = 0;
        fixed (byte* body = &MemoryMarshal.GetReference(second), last = &MemoryMarshal.GetReference(third))
        {
            while (LibZmq.zmq_send_const(socket, first.Pointer, (nuint)first.Length, LibZmq.ZMQ_SNDMORE) == -1 && Interrupted(out failure))
            {
            }
            while (failure == 0 && LibZmq.zmq_send(socket, body, (nuint)second.Length, LibZmq.ZMQ_SNDMORE) == -1 && Interrupted(out failure))
            {
            }
            while (failure == 0 && LibZmq.zmq_send(socket, last, (nuint)third.Length, 0) == -1 && Interrupted(out failure))
            {
            }
        }
        Release();
        error = failure;
        return failure == 0;
    }

    /// <summary>The same, but the second part is not copied; it stays as it is and may be sent again (zmq_msg_copy, zmq_msg_send).</summary>
    /// <inheritdoc cref="Send(ZmqConstant, ReadOnlySpan{byte}, ReadOnlySpan{byte}, out int)"/>
    public bool Send(ZmqConstant first, ZmqMessage second, ReadOnlySpan<byte> third, out int error)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        LibZmq.zmq_msg_t copy;
        _ = LibZmq.zmq_msg_init(&copy);
        ZmqThrow.IfFailed(LibZmq.zmq_msg_copy(&copy, second.Message), "zmq_msg_copy");
        GC.KeepAlive(second); // Only its pointer was in use; else its finaliser could run while it is copied.
        Enter();
        nint socket = _pointer;
        int failure = 0;
        fixed (byte* last = third)
        {
            while (LibZmq.zmq_send_const(socket, first.Pointer, (nuint)first.Length, LibZmq.ZMQ_SNDMORE) == -1 && Interrupted(out failure))
            {
            }
            while (failure == 0 && LibZmq.zmq_msg_send(&copy, socket, LibZmq.ZMQ_SNDMORE) == -1 && Interrupted(out failure))
            {
            }
            while (failure == 0 && LibZmq.zmq_send(socket, last, (nuint)third.Length, 0) == -1 && Interrupted(out failure))
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

    /// <summary>Sends a message of three parts and empties them (zmq_msg_send): the cheapest way on for a message received. Waits for room where the socket's pattern can block.</summary>
    /// <param name="first">The first part.</param>
    /// <param name="second">The second part.</param>
    /// <param name="third">The last part.</param>
    /// <param name="error">0, or the number zmq_errno gave; EAGAIN as well. Parts before the one that failed are sent and empty, and what is sent next belongs to the same message.</param>
    /// <returns>Whether all were sent.</returns>
    /// <exception cref="ObjectDisposedException">The socket or a part is disposed of.</exception>
    public bool SendAndClear(ZmqMessage first, ZmqMessage second, ZmqMessage third, out int error)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        LibZmq.zmq_msg_t* one = first.Message, two = second.Message, three = third.Message;
        Enter();
        int failure = 0;
        bool sent = SendAndClear(first, one, LibZmq.ZMQ_SNDMORE, ref failure)
            && SendAndClear(second, two, LibZmq.ZMQ_SNDMORE, ref failure)
            && SendAndClear(third, three, 0, ref failure);
        Release();
        error = failure;
        return sent;
    }

    private bool SendAndClear(ZmqMessage part, LibZmq.zmq_msg_t* message, int flags, ref int failure)
    {
        while (LibZmq.zmq_msg_send(message, _pointer, flags) == -1 && Interrupted(out failure))
        {
        }
        if (failure == 0)
        {
            part.Emptied();
        }
        GC.KeepAlive(part); // Only its pointer was in use; else its finaliser could run meanwhile.
        return failure == 0;
    }

    // True to call again; else there is a failure.
    private static bool Interrupted(out int failure)
    {
        int error = ZmqLibrary.LastError();
        failure = error == LibZmq.EINTR ? 0 : error;
        return error == LibZmq.EINTR;
    }
}
