namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>
    /// Sends one part; the bytes are copied (zmq_send). Waits for room if the
    /// socket's pattern can block.
    /// </summary>
    /// <param name="part">
    /// The bytes; up to 33 fit into libzmq's own message without an allocation.
    /// </param>
    /// <param name="more">Whether another part of the same message follows (ZMQ_SNDMORE).</param>
    /// <param name="wait">Whether to wait for room; otherwise tried once (ZMQ_DONTWAIT).</param>
    /// <returns>
    /// False if there was no room, or <see cref="SendTimeout"/> ran out first (EAGAIN); never for a
    /// PUB socket, which drops instead.
    /// </returns>
    /// <exception cref="ZmqException">ETERM, EHOSTUNREACH; others of zmq_send.</exception>
    public bool Send(ReadOnlySpan<byte> part, bool more = false, bool wait = true) =>
        Send(part, more, wait, out int error) || ZmqThrow.WouldBlock(error, "zmq_send");

    /// <summary>As the overload above, without exceptions for libzmq's errors.</summary>
    /// <param name="part">The bytes; they are copied.</param>
    /// <param name="more">Whether another part of the same message follows.</param>
    /// <param name="wait">Whether to wait for room.</param>
    /// <param name="error">0, or the number zmq_errno returned; EAGAIN as well.</param>
    /// <returns>Whether it was sent.</returns>
    public bool Send(ReadOnlySpan<byte> part, bool more, bool wait, out int error)
    {
        fixed (byte* bytes = part)
        {
            error = Send(new PartToSend(SendForm.Copy, bytes, (nuint)part.Length, more, wait));
            return error == 0;
        }
    }

    /// <summary>
    /// Sends one part that never changes; nothing is copied or allocated (zmq_send_const).
    /// </summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool)"/>
    public bool Send(ZmqConstant part, bool more = false, bool wait = true)
    {
        ArgumentNullException.ThrowIfNull(part);
        int error = Send(new PartToSend(SendForm.Constant, part.Pointer, (nuint)part.Length, more, wait));
        return error == 0 || ZmqThrow.WouldBlock(error, "zmq_send_const");
    }

    /// <summary>
    /// Sends one part without copying its bytes; the part is not changed and may be sent again
    /// (zmq_msg_copy, zmq_msg_send).
    /// </summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool)"/>
    public bool Send(ZmqMessage part, bool more = false, bool wait = true) =>
        Send(part, more, wait, out int error) || ZmqThrow.WouldBlock(error, "zmq_msg_send");

    /// <summary>As the overload above, without exceptions for libzmq's errors.</summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool, out int)"/>
    public bool Send(ZmqMessage part, bool more, bool wait, out int error)
    {
        ArgumentNullException.ThrowIfNull(part);
        LibZmq.zmq_msg_t copy;
        _ = LibZmq.zmq_msg_init(&copy);
        ZmqThrow.IfFailed(LibZmq.zmq_msg_copy(&copy, part.Message), "zmq_msg_copy");
        GC.KeepAlive(part); // Only its pointer was in use; else its finaliser could run while it is copied.
        try
        {
            error = Send(new PartToSend(SendForm.Message, &copy, 0, more, wait));
            return error == 0;
        }
        finally
        {
            // After a success libzmq owns the content, and this is empty; after a
            // failure it is closed here.
            _ = LibZmq.zmq_msg_close(&copy);
        }
    }

    /// <summary>
    /// Sends one part and empties it; after a failure it is unchanged (zmq_msg_send). The cheapest
    /// way to forward a received part.
    /// </summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool)"/>
    public bool SendAndClear(ZmqMessage part, bool more = false, bool wait = true) =>
        SendAndClear(part, more, wait, out int error) || ZmqThrow.WouldBlock(error, "zmq_msg_send");

    /// <summary>As the overload above, without exceptions for libzmq's errors.</summary>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, bool, bool, out int)"/>
    public bool SendAndClear(ZmqMessage part, bool more, bool wait, out int error)
    {
        ArgumentNullException.ThrowIfNull(part);
        error = Send(new PartToSend(SendForm.Message, part.Message, 0, more, wait));
        if (error == 0)
        {
            part.Handle.Replace(0);
        }
        GC.KeepAlive(part);
        return error == 0;
    }

    /// <summary>
    /// Sends one part without copying its bytes, waiting for room for at most the given time
    /// instead of <see cref="SendTimeout"/>; the part is not changed and may be sent again.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="timeout">
    /// The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> is no timeout, zero does not wait.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. The part is then not sent.</param>
    /// <returns>False when the time ran out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Negative, but not infinite.</exception>
    /// <exception cref="ZmqException">ETERM, EHOSTUNREACH; others of zmq_msg_send.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The socket is disposed of, also while waiting, or the part is.
    /// </exception>
    public bool Send(ZmqMessage part, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(part);
        LibZmq.zmq_msg_t copy;
        _ = LibZmq.zmq_msg_init(&copy);
        ZmqThrow.IfFailed(LibZmq.zmq_msg_copy(&copy, part.Message), "zmq_msg_copy");
        GC.KeepAlive(part);
        try
        {
            PartToSend sent = new(SendForm.Message, &copy, 0, more: false, waits: true);
            int error = Perform(&AttemptSend, &sent, isSend: true, timeout, cancellationToken);
            return error == 0 || ZmqThrow.WouldBlock(error, "zmq_msg_send");
        }
        finally
        {
            _ = LibZmq.zmq_msg_close(&copy);
        }
    }

    private int Send(PartToSend part) => Perform(&AttemptSend, &part, isSend: true, part.Waits);
}
