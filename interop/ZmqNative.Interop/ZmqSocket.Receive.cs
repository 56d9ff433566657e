namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>Receives one part, waiting for it as long as <see cref="ReceiveTimeout"/> says (zmq_msg_recv).</summary>
    /// <param name="part">Receives the bytes; what it held before is released, also when the time runs out.</param>
    /// <returns>False when the time ran out (EAGAIN).</returns>
    /// <exception cref="ZmqException">ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of, also while the call waits; or the part is.</exception>
    public bool Receive(ZmqMessage part) => Receive(part, wait: true, out int error) || ZmqThrow.WouldBlock(error, "zmq_msg_recv");

    /// <summary>Receives one part if there is one (zmq_msg_recv with ZMQ_DONTWAIT).</summary>
    /// <param name="part">Receives the bytes; what it held before is released, also when there is none.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="ZmqException">ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    public bool TryReceive(ZmqMessage part) => Receive(part, wait: false, out int error) || ZmqThrow.WouldBlock(error, "zmq_msg_recv");

    /// <summary>Receives one part into a buffer (zmq_recv). What does not fit is lost: the result is then greater than the buffer's length.</summary>
    /// <param name="buffer">Gets the first bytes of the part.</param>
    /// <param name="wait">Whether to wait for a part, as long as <see cref="ReceiveTimeout"/> says; without, it is tried once (ZMQ_DONTWAIT).</param>
    /// <returns>Bytes of the part, whether they fitted or not; -1 when there was none.</returns>
    /// <exception cref="ZmqException">ETERM: the context was shut down; and what else zmq_recv names.</exception>
    public int Receive(Span<byte> buffer, bool wait = true)
    {
        int length = Receive(buffer, wait, out int error);
        _ = length != -1 || ZmqThrow.WouldBlock(error, "zmq_recv");
        return length;
    }

    /// <summary>The same without exceptions: for callers that have their own way to tell errors.</summary>
    /// <param name="buffer">Gets the first bytes of the part.</param>
    /// <param name="wait">Whether to wait for a part.</param>
    /// <param name="error">0, or the number zmq_errno gave; EAGAIN as well.</param>
    /// <returns>Bytes of the part, whether they fitted or not; -1 with an error.</returns>
    public int Receive(Span<byte> buffer, bool wait, out int error)
    {
        fixed (byte* bytes = buffer)
        {
            PartToReceive part = new() { Bytes = bytes, Length = (nuint)buffer.Length, Result = -1 };
            error = Perform(&AttemptReceive, &part, isSend: false, wait);
            return part.Result;
        }
    }

    /// <summary>Receives one part without exceptions for libzmq's errors.</summary>
    /// <param name="part">Receives the bytes; what it held before is released, also when there is no part.</param>
    /// <param name="wait">Whether to wait for a part.</param>
    /// <param name="error">0, or the number zmq_errno gave; EAGAIN as well.</param>
    /// <returns>Whether there was one.</returns>
    public bool Receive(ZmqMessage part, bool wait, out int error)
    {
        ArgumentNullException.ThrowIfNull(part);
        PartToReceive received = new() { Message = part.Message, Result = -1 };
        error = Perform(&AttemptReceive, &received, isSend: false, wait);
        part.Filled(received.Result);
        GC.KeepAlive(part); // Only its pointer was in use; otherwise its finaliser could run meanwhile.
        return received.Result != -1;
    }

    /// <summary>Receives one part, waiting for it as long as the call says, whatever <see cref="ReceiveTimeout"/> is.</summary>
    /// <param name="part">Receives the bytes; what it held before is released.</param>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> is without an end, zero only looks.</param>
    /// <param name="cancellationToken">Ends the wait. What comes then stays in the socket.</param>
    /// <returns>False when the time ran out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled before a part came.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    /// <exception cref="ZmqException">ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of, also while the call waits; or the part is.</exception>
    public bool Receive(ZmqMessage part, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(part);
        PartToReceive received = new() { Message = part.Message, Result = -1 };
        int error = Perform(&AttemptReceive, &received, isSend: false, timeout, cancellationToken);
        part.Filled(received.Result);
        GC.KeepAlive(part);
        return error == 0 || ZmqThrow.WouldBlock(error, "zmq_msg_recv");
    }
}
