using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>Sends a message of three parts and empties them (zmq_msg_send): the cheapest way on for a message received. Waits for room where the socket's pattern can block.</summary>
    /// <param name="first">The first part.</param>
    /// <param name="second">The second part.</param>
    /// <param name="third">The last part.</param>
    /// <param name="error">0, or the number zmq_errno gave; EAGAIN as well. Parts before the one that failed are sent and empty, and what is sent next belongs to the same message.</param>
    /// <returns>Whether all were sent.</returns>
    /// <exception cref="ObjectDisposedException">The socket or a part is disposed of.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool SendAndClear(ZmqMessage first, ZmqMessage second, ZmqMessage third, out int error)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        SendsDirectly &= !first.IsForeign && !second.IsForeign && !third.IsForeign;
        LibZmq.zmq_msg_t* one = first.Message, two = second.Message, three = third.Message;
        Enter();
        nint socket = _pointer;
        int sent = 0;
        if (SendsDirectly && first.IsReleasedQuickly && second.IsReleasedQuickly && third.IsReleasedQuickly && !ZmqMessage.AnyGivenAway)
        {
            sent = LibZmq.zmq_msg_send_direct(one, socket, LibZmq.ZMQ_SNDMORE) == -1 ? 0
                : LibZmq.zmq_msg_send_direct(two, socket, LibZmq.ZMQ_SNDMORE) == -1 ? 1
                : LibZmq.zmq_msg_send_direct(three, socket, 0) == -1 ? 2
                : 3;
        }
        // What failed is tried once more, by which it is known why: sends that fail have done nothing.
        int failure = 0;
        sent = sent == 3 ? 3 : Send(sent, one, two, three, out failure);
        Release();
        if (sent > 0)
        {
            first.Emptied();
        }
        if (sent > 1)
        {
            second.Emptied();
        }
        if (sent > 2)
        {
            third.Emptied();
        }
        error = failure;
        GC.KeepAlive(first); // Only their pointers were in use; else finalisers could run meanwhile.
        GC.KeepAlive(second);
        GC.KeepAlive(third);
        return failure == 0;
    }

    // How many are sent now.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Send(int sent, LibZmq.zmq_msg_t* one, LibZmq.zmq_msg_t* two, LibZmq.zmq_msg_t* three, out int failure)
    {
        nint socket = _pointer;
        failure = 0;
        while (sent < 1 && LibZmq.zmq_msg_send(one, socket, LibZmq.ZMQ_SNDMORE) == -1 && Failed(out failure))
        {
        }
        sent = failure == 0 ? Math.Max(sent, 1) : sent;
        while (failure == 0 && sent < 2 && LibZmq.zmq_msg_send(two, socket, LibZmq.ZMQ_SNDMORE) == -1 && Failed(out failure))
        {
        }
        sent = failure == 0 ? Math.Max(sent, 2) : sent;
        while (failure == 0 && LibZmq.zmq_msg_send(three, socket, 0) == -1 && Failed(out failure))
        {
        }
        return failure == 0 ? 3 : sent;
    }
}
