namespace ZmqNative.Interop;

// Attempts: calls of libzmq that never wait (ZMQ_DONTWAIT), under the lock. Arguments and
// results lie on the stack of the calling thread, which stays in its call until the attempt was
// made, or can no longer be made.
public sealed unsafe partial class ZmqSocket
{
    private enum SendForm
    {
        Copy,
        Constant,
        Message,
    }

    // For these types a message whose first part found a peer is dropped as a whole if that peer
    // disconnects before the last part. libzmq reports this with EAGAIN, once, unless it may wait:
    // then it pretends to have sent the part.
    private bool DropsRest => Type is ZmqSocketType.Push or ZmqSocketType.Dealer or ZmqSocketType.Request;

    private static int AttemptSend(ZmqSocket socket, void* arguments, object? _) =>
        socket.SendPart(ref *(PartToSend*)arguments);

    // The further parts follow the first and do not wait for room, so that the message is sent
    // as a whole or not at all.
    private static int AttemptSendParts(ZmqSocket socket, void* arguments, object? _)
    {
        PartsToSend* all = (PartsToSend*)arguments;
        for (; all->Next < all->Count; all->Next++)
        {
            int error = socket.SendPart(ref all->Parts[all->Next]);
            if (error == LibZmq.EAGAIN && all->Next > 0)
            {
                // The peer disconnected, and the message was dropped: the rest must not
                // become a message by itself.
                return 0;
            }
            if (error != 0)
            {
                return error;
            }
        }
        return 0;
    }

    private int SendPart(ref PartToSend part)
    {
        int flags = LibZmq.ZMQ_DONTWAIT | (part.More ? LibZmq.ZMQ_SNDMORE : 0);
        bool continues = IsMidSend;
        int error;
        do
        {
            error = ZmqThrow.ErrorOf(part.Form switch
            {
                SendForm.Copy => LibZmq.zmq_send(_pointer, part.Bytes, part.Length, flags),
                SendForm.Constant => LibZmq.zmq_send_const(_pointer, part.Bytes, part.Length, flags),
                _ => LibZmq.zmq_msg_send((LibZmq.zmq_msg_t*)part.Bytes, _pointer, flags),
            });
        }
        while (error == LibZmq.EINTR);
        if (error == 0)
        {
            IsMidSend = part.More;
        }
        return error == LibZmq.EAGAIN && continues ? LosePeer(ref part) : error;
    }

    private int LosePeer(ref PartToSend part)
    {
        IsMidSend = DropsRest && part.More;
        return DropsRest && part.Waits ? Drop(ref part) : LibZmq.EAGAIN;
    }

    private static int Drop(ref PartToSend part)
    {
        if (part.Form == SendForm.Message)
        {
            _ = LibZmq.zmq_msg_close((LibZmq.zmq_msg_t*)part.Bytes);
            _ = LibZmq.zmq_msg_init((LibZmq.zmq_msg_t*)part.Bytes);
        }
        return 0;
    }

    private static int AttemptReceive(ZmqSocket socket, void* arguments, object? _)
    {
        PartToReceive* part = (PartToReceive*)arguments;
        int error;
        do
        {
            part->Result = part->Message != null
                ? LibZmq.zmq_msg_recv(part->Message, socket._pointer, LibZmq.ZMQ_DONTWAIT)
                : LibZmq.zmq_recv(socket._pointer, part->Bytes, part->Length, LibZmq.ZMQ_DONTWAIT);
            error = ZmqThrow.ErrorOf(part->Result);
        }
        while (error == LibZmq.EINTR);
        return error;
    }

    private struct PartToSend(SendForm form, void* bytes, nuint length, bool more, bool waits)
    {
        internal SendForm Form = form;
        internal bool More = more;
        internal bool Waits = waits;
        internal void* Bytes = bytes;
        internal nuint Length = length;
    }

    private struct PartsToSend(PartToSend* parts, int count)
    {
        internal PartToSend* Parts = parts;
        internal int Count = count;

        // The first part that is still to be sent.
        internal int Next;
    }

    private struct PartToReceive
    {
        // Null if the part goes into a buffer.
        internal LibZmq.zmq_msg_t* Message;
        internal void* Bytes;
        internal nuint Length;
        internal int Result;
    }
}
