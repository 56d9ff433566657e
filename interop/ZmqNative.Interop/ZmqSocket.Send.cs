namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>Sends one part; the bytes are copied (zmq_send). Waits for room where the socket's pattern can block.</summary>
    /// <param name="part">The bytes; up to 33 fit into libzmq's own message without an allocation.</param>
    /// <param name="more">Whether another part of the same message follows (ZMQ_SNDMORE).</param>
    /// <param name="wait">Whether to wait for room; without, it is tried once (ZMQ_DONTWAIT).</param>
    /// <returns>False when there was no room, or <see cref="SendTimeout"/> ran out first (EAGAIN); never for a PUB socket, which drops instead.</returns>
    /// <exception cref="ZmqException">ETERM, EHOSTUNREACH and what else zmq_send names.</exception>
    public bool Send(ReadOnlySpan<byte> part, bool more = false, bool wait = true)
    {
        if (!_gate.IsHeldByCurrentThread)
        {
            using ZmqSocketHold hold = Hold();
            return Send(part, more, wait);
        }
        fixed (byte* bytes = part)
        {
            while (LibZmq.zmq_send(_pointer, bytes, (nuint)part.Length, Flags(more, wait)) == -1)
            {
                if (!ZmqThrow.Interrupted("zmq_send"))
                {
                    return false;
                }
            }
        }
        return true;
    }

    /// <summary>Sends one part that never changes; nothing is copied or allocated (zmq_send_const).</summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool)"/>
    public bool Send(ZmqConstant part, bool more = false, bool wait = true)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (!_gate.IsHeldByCurrentThread)
        {
            using ZmqSocketHold hold = Hold();
            return Send(part, more, wait);
        }
        while (LibZmq.zmq_send_const(_pointer, part.Pointer, (nuint)part.Length, Flags(more, wait)) == -1)
        {
            if (!ZmqThrow.Interrupted("zmq_send_const"))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Sends one part without copying its bytes; the part stays as it is and may be sent again (zmq_msg_copy, zmq_msg_send).</summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool)"/>
    public bool Send(ZmqMessage part, bool more = false, bool wait = true)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (!_gate.IsHeldByCurrentThread)
        {
            using ZmqSocketHold hold = Hold();
            return Send(part, more, wait);
        }
        LibZmq.zmq_msg_t copy;
        _ = LibZmq.zmq_msg_init(&copy);
        ZmqThrow.IfFailed(LibZmq.zmq_msg_copy(&copy, part.Message), "zmq_msg_copy");
        GC.KeepAlive(part); // Only its pointer was in use; else its finaliser could run while it is copied.
        bool sent = false;
        try
        {
            while (LibZmq.zmq_msg_send(&copy, _pointer, Flags(more, wait)) == -1)
            {
                if (!ZmqThrow.Interrupted("zmq_msg_send"))
                {
                    return false;
                }
            }
            sent = true;
        }
        finally
        {
            // After a success libzmq owns the content; after a failure it is still ours.
            if (!sent)
            {
                _ = LibZmq.zmq_msg_close(&copy);
            }
        }
        return true;
    }

    /// <summary>Sends one part and empties it; after a failure it is as it was (zmq_msg_send). The cheapest way on for a part received.</summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool)"/>
    public bool SendAndClear(ZmqMessage part, bool more = false, bool wait = true)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (!_gate.IsHeldByCurrentThread)
        {
            using ZmqSocketHold hold = Hold();
            return SendAndClear(part, more, wait);
        }
        while (LibZmq.zmq_msg_send(part.Message, _pointer, Flags(more, wait)) == -1)
        {
            if (!ZmqThrow.Interrupted("zmq_msg_send"))
            {
                return false;
            }
        }
        GC.KeepAlive(part);
        return true;
    }

    private static int Flags(bool more, bool wait) => (more ? LibZmq.ZMQ_SNDMORE : 0) | (wait ? 0 : LibZmq.ZMQ_DONTWAIT);
}
