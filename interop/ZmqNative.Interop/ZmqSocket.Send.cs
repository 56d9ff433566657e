namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>Sends one part; the bytes are copied (zmq_send). Waits for room where the socket's pattern can block.</summary>
    /// <param name="part">The bytes; up to 33 fit into libzmq's own message without an allocation.</param>
    /// <param name="more">Whether another part of the same message follows (ZMQ_SNDMORE).</param>
    /// <param name="wait">Whether to wait for room; without, it is tried once (ZMQ_DONTWAIT).</param>
    /// <returns>False when there was no room, or <see cref="SendTimeout"/> ran out first (EAGAIN); never for a PUB socket, which drops instead.</returns>
    /// <exception cref="ZmqException">ETERM, EHOSTUNREACH and what else zmq_send names.</exception>
    public bool Send(ReadOnlySpan<byte> part, bool more = false, bool wait = true) =>
        Send(part, more, wait, out int error) || ZmqThrow.WouldBlock(error, "zmq_send");

    /// <summary>The same without exceptions: for callers that have their own way to tell errors.</summary>
    /// <param name="part">The bytes; they are copied.</param>
    /// <param name="more">Whether another part of the same message follows.</param>
    /// <param name="wait">Whether to wait for room.</param>
    /// <param name="error">0, or the number zmq_errno gave; EAGAIN as well.</param>
    /// <returns>Whether it was sent.</returns>
    public bool Send(ReadOnlySpan<byte> part, bool more, bool wait, out int error)
    {
        Enter();
        int result;
        fixed (byte* bytes = part)
        {
            do
            {
                result = LibZmq.zmq_send(_pointer, bytes, (nuint)part.Length, Flags(more, wait));
                error = ZmqThrow.ErrorOf(result);
            }
            while (error == LibZmq.EINTR);
        }
        Release();
        return result != -1;
    }

    /// <summary>Sends one part that never changes; nothing is copied or allocated (zmq_send_const).</summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool)"/>
    public bool Send(ZmqConstant part, bool more = false, bool wait = true)
    {
        ArgumentNullException.ThrowIfNull(part);
        Enter();
        int result;
        int error = 0;
        do
        {
            result = LibZmq.zmq_send_const(_pointer, part.Pointer, (nuint)part.Length, Flags(more, wait));
            error = ZmqThrow.ErrorOf(result);
        }
        while (error == LibZmq.EINTR);
        Release();
        return result != -1 || ZmqThrow.WouldBlock(error, "zmq_send_const");
    }

    /// <summary>Sends one part without copying its bytes; the part stays as it is and may be sent again (zmq_msg_copy, zmq_msg_send).</summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool)"/>
    public bool Send(ZmqMessage part, bool more = false, bool wait = true) =>
        Send(part, more, wait, out int error) || ZmqThrow.WouldBlock(error, "zmq_msg_send");

    /// <summary>The same without exceptions for libzmq's errors.</summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool, out int)"/>
    public bool Send(ZmqMessage part, bool more, bool wait, out int error)
    {
        ArgumentNullException.ThrowIfNull(part);
        LibZmq.zmq_msg_t copy;
        _ = LibZmq.zmq_msg_init(&copy);
        ZmqThrow.IfFailed(LibZmq.zmq_msg_copy(&copy, part.Message), "zmq_msg_copy");
        GC.KeepAlive(part); // Only its pointer was in use; else its finaliser could run while it is copied.
        if (Send(&copy, more, wait, out error))
        {
            return true;
        }

        // After a success libzmq owns the content; after a failure it is still ours.
        _ = LibZmq.zmq_msg_close(&copy);
        return false;
    }

    /// <summary>Sends one part and empties it; after a failure it is as it was (zmq_msg_send). The cheapest way on for a part received.</summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool)"/>
    public bool SendAndClear(ZmqMessage part, bool more = false, bool wait = true) =>
        SendAndClear(part, more, wait, out int error) || ZmqThrow.WouldBlock(error, "zmq_msg_send");

    /// <summary>The same without exceptions for libzmq's errors.</summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool, out int)"/>
    public bool SendAndClear(ZmqMessage part, bool more, bool wait, out int error)
    {
        ArgumentNullException.ThrowIfNull(part);
        bool sent = Send(part.Message, more, wait, out error);
        if (sent)
        {
            part.Emptied();
        }
        GC.KeepAlive(part);
        return sent;
    }

    private bool Send(LibZmq.zmq_msg_t* part, bool more, bool wait, out int error)
    {
        Enter();
        int result;
        do
        {
            result = LibZmq.zmq_msg_send(part, _pointer, Flags(more, wait));
            error = ZmqThrow.ErrorOf(result);
        }
        while (error == LibZmq.EINTR);
        Release();
        return result != -1;
    }

    private static int Flags(bool more, bool wait) => (more ? LibZmq.ZMQ_SNDMORE : 0) | (wait ? 0 : LibZmq.ZMQ_DONTWAIT);
}
