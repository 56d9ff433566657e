namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>
    /// Receives one part, waiting for <see cref="ReceiveTimeout"/> (zmq_msg_recv).
    /// </summary>
    /// <param name="part">Receives the bytes; its previous content is always released.</param>
    /// <returns>False when the time ran out (EAGAIN).</returns>
    /// <exception cref="ZmqException">ETERM: context shut down; others of zmq_msg_recv.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The socket is disposed of, also while waiting, or the part is.
    /// </exception>
    public bool Receive(ZmqMessage part) =>
        Receive(part, wait: true, out int error) || ZmqThrow.WouldBlock(error, "zmq_msg_recv");

    /// <summary>Receives one part if there is one (zmq_msg_recv with ZMQ_DONTWAIT).</summary>
    /// <param name="part">Receives the bytes; its previous content is always released.</param>
    /// <returns>False if there is none.</returns>
    /// <exception cref="ZmqException">ETERM: context shut down; others of zmq_msg_recv.</exception>
    public bool TryReceive(ZmqMessage part) =>
        Receive(part, wait: false, out int error) || ZmqThrow.WouldBlock(error, "zmq_msg_recv");

    /// <summary>
    /// Receives one part into a buffer (zmq_recv). Bytes that do not fit are lost: the result is
    /// then greater than the buffer's length.
    /// </summary>
    /// <param name="buffer">Receives the first bytes of the part.</param>
    /// <param name="wait">
    /// Whether to wait for a part for <see cref="ReceiveTimeout"/>; otherwise it is
    /// tried once (ZMQ_DONTWAIT).
    /// </param>
    /// <returns>Bytes of the part, whether they fitted or not; -1 if there was none.</returns>
    /// <exception cref="ZmqException">ETERM: context shut down; others of zmq_recv.</exception>
    public int Receive(Span<byte> buffer, bool wait = true)
    {
        int length = Receive(buffer, wait, out int error);
        _ = length != -1 || ZmqThrow.WouldBlock(error, "zmq_recv");
        return length;
    }

    /// <summary>As the overload above, without exceptions for libzmq's errors.</summary>
    /// <param name="buffer">Receives the first bytes of the part.</param>
    /// <param name="wait">Whether to wait for a part.</param>
    /// <param name="error">0, or the number zmq_errno returned; EAGAIN as well.</param>
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
    /// <param name="part">Receives the bytes; its previous content is always released.</param>
    /// <param name="wait">Whether to wait for a part.</param>
    /// <param name="error">0, or the number zmq_errno returned; EAGAIN as well.</param>
    /// <returns>Whether a part was received.</returns>
    public bool Receive(ZmqMessage part, bool wait, out int error)
    {
        ArgumentNullException.ThrowIfNull(part);
        PartToReceive received = new() { Message = part.Message, Result = -1 };
        error = Perform(&AttemptReceive, &received, isSend: false, wait);
        part.Handle.Filled(received.Result);
        GC.KeepAlive(part); // Only its pointer was in use; otherwise its finaliser could run meanwhile.
        return received.Result != -1;
    }

    /// <summary>
    /// Receives one part, waiting for it for at most the given time instead of
    /// <see cref="ReceiveTimeout"/>.
    /// </summary>
    /// <param name="part">Receives the bytes; its previous content is released.</param>
    /// <param name="timeout">
    /// The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> is no timeout, zero does not wait.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. Later messages stay in the socket.</param>
    /// <returns>False when the time ran out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Negative, but not infinite.</exception>
    /// <exception cref="ZmqException">ETERM: context shut down; others of zmq_msg_recv.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The socket is disposed of, also while waiting, or the part is.
    /// </exception>
    public bool Receive(ZmqMessage part, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(part);
        PartToReceive received = new() { Message = part.Message, Result = -1 };
        int error = Perform(&AttemptReceive, &received, isSend: false, timeout, cancellationToken);
        part.Handle.Filled(received.Result);
        GC.KeepAlive(part);
        return error == 0 || ZmqThrow.WouldBlock(error, "zmq_msg_recv");
    }
}
