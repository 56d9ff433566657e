using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

// As for sending, one method makes all calls of a message.
public sealed unsafe partial class ZmqSocket
{
    /// <summary>Receives a message up to its third part, if there is one (zmq_msg_recv with ZMQ_DONTWAIT). The parts of a message arrive together.</summary>
    /// <param name="first">Receives the first part; what it held before is released, here and below.</param>
    /// <param name="second">Receives the second part, if there is one.</param>
    /// <param name="third">Receives the third part, if there is one.</param>
    /// <param name="more">Whether parts follow that are still to be received.</param>
    /// <returns>How many parts were received; 0 when there is no message.</returns>
    /// <exception cref="ZmqException">ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    /// <exception cref="ObjectDisposedException">The socket or a part is disposed of.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int TryReceive(ZmqMessage first, ZmqMessage second, ZmqMessage third, out bool more)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        LibZmq.zmq_msg_t* one = first.Message, two = second.Message, three = third.Message;
        Enter();
        nint socket = _pointer;
        int failure = 0, parts = 0, firstLength, secondLength = -1, thirdLength = -1;
        bool follows = false;
        while ((firstLength = LibZmq.zmq_msg_recv(one, socket, LibZmq.ZMQ_DONTWAIT)) == -1 && Failed(out failure))
        {
        }
        if (failure == 0)
        {
            parts = 1;
            follows = LibZmq.zmq_msg_more(one) != 0;
        }
        // The others are there already. If they were not, the call that waits would follow the direct one.
        bool isDirect = ReceivesRestDirectly && second.IsReleasedQuickly && third.IsReleasedQuickly;
        if (follows)
        {
            secondLength = isDirect ? LibZmq.zmq_msg_recv_direct(two, socket, LibZmq.ZMQ_DONTWAIT) : -1;
            while (secondLength == -1 && (secondLength = LibZmq.zmq_msg_recv(two, socket, 0)) == -1 && Failed(out failure))
            {
            }
            parts = 2;
            follows = failure == 0 && LibZmq.zmq_msg_more(two) != 0;
        }
        if (follows)
        {
            thirdLength = isDirect ? LibZmq.zmq_msg_recv_direct(three, socket, LibZmq.ZMQ_DONTWAIT) : -1;
            while (thirdLength == -1 && (thirdLength = LibZmq.zmq_msg_recv(three, socket, 0)) == -1 && Failed(out failure))
            {
            }
            parts = 3;
            follows = failure == 0 && LibZmq.zmq_msg_more(three) != 0;
        }
        Release();
        first.Filled(firstLength, _isRemote);
        second.Filled(secondLength, _isRemote);
        third.Filled(thirdLength, _isRemote);
        more = follows;
        return failure == 0 || ZmqThrow.WouldBlock(failure, "zmq_msg_recv") ? parts : 0;
    }
}
