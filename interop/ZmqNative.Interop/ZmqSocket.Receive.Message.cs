using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

// A message of up to three parts, as notifications are, under one lock.
public sealed unsafe partial class ZmqSocket
{
    /// <summary>
    /// Receives a message up to its third part, if there is a message (zmq_msg_recv with
    /// ZMQ_DONTWAIT). The parts of a message arrive together.
    /// </summary>
    /// <param name="first">
    /// Receives the first part; the previous content of all three is always released.
    /// </param>
    /// <param name="second">Receives the second part, if there is one.</param>
    /// <param name="third">Receives the third part, if there is one.</param>
    /// <param name="more">Whether further parts are still to be received.</param>
    /// <returns>The number of parts received; 0 if there is no message.</returns>
    /// <exception cref="ZmqException">ETERM: context shut down; others of zmq_msg_recv.</exception>
    /// <exception cref="ObjectDisposedException">The socket or a part is disposed of.</exception>
    // Not inlined, because in a caller's try region each native call would go through a stub.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int TryReceive(ZmqMessage first, ZmqMessage second, ZmqMessage third, out bool more)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        LibZmq.zmq_msg_t* one = first.Message, two = second.Message, three = third.Message;
        Enter();
        int parts = 0;
        bool follows = ReceivePart(first, one, LibZmq.ZMQ_DONTWAIT, ref parts, out int failure)

            // libzmq delivers a message only as a whole, so these two are there and do not wait.
            && ReceivePart(second, two, 0, ref parts, out failure)
            && ReceivePart(third, three, 0, ref parts, out failure);
        Release();
        more = follows;
        return failure == 0 || ZmqThrow.WouldBlock(failure, "zmq_msg_recv") ? parts : 0;
    }

    // Returns whether more parts follow. Inlined, so that the native calls of all parts share the
    // frame that a method needs for them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReceivePart(ZmqMessage part, LibZmq.zmq_msg_t* message, int flags, ref int parts, out int failure)
    {
        failure = 0;
        int length = LibZmq.zmq_msg_recv(message, _pointer, flags);
        if (length == -1)
        {
            length = AfterFailure(message, flags, out failure);
        }
        part.Handle.Filled(length);
        if (length == -1)
        {
            return false;
        }
        parts++;
        bool more = LibZmq.zmq_msg_more(message) == 1;
        GC.KeepAlive(part); // Only its pointer was in use; otherwise its finaliser could run meanwhile.
        return more;
    }

    // Calls again as long as signals interrupt it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AfterFailure(LibZmq.zmq_msg_t* message, int flags, out int failure)
    {
        while ((failure = ZmqLibrary.LastError()) == LibZmq.EINTR)
        {
            int length = LibZmq.zmq_msg_recv(message, _pointer, flags);
            if (length != -1)
            {
                failure = 0;
                return length;
            }
        }
        return -1;
    }
}
