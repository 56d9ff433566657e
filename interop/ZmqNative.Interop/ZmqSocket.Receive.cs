namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>Receives one part, waiting for it as long as <see cref="ReceiveTimeout"/> says (zmq_msg_recv).</summary>
    /// <param name="part">Receives the bytes; what it held before is released.</param>
    /// <returns>False when the time ran out (EAGAIN).</returns>
    /// <exception cref="ZmqException">ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    public bool Receive(ZmqMessage part) => Receive(part, flags: 0);

    /// <summary>Receives one part if there is one (zmq_msg_recv with ZMQ_DONTWAIT).</summary>
    /// <param name="part">Receives the bytes; what it held before is released.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="ZmqException">ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    public bool TryReceive(ZmqMessage part) => Receive(part, LibZmq.ZMQ_DONTWAIT);

    /// <summary>Receives one part into a buffer (zmq_recv). What does not fit is lost: the result is then greater than the buffer's length.</summary>
    /// <param name="buffer">Gets the first bytes of the part.</param>
    /// <param name="wait">Whether to wait for a part, as long as <see cref="ReceiveTimeout"/> says; without, it is tried once (ZMQ_DONTWAIT).</param>
    /// <returns>Bytes of the part, whether they fitted or not; -1 when there was none.</returns>
    /// <exception cref="ZmqException">ETERM: the context was shut down; and what else zmq_recv names.</exception>
    public int Receive(Span<byte> buffer, bool wait = true)
    {
        if (!_gate.IsHeldByCurrentThread)
        {
            using ZmqSocketHold hold = Hold();
            return Receive(buffer, wait);
        }
        int length;
        fixed (byte* bytes = buffer)
        {
            while ((length = LibZmq.zmq_recv(_pointer, bytes, (nuint)buffer.Length, wait ? 0 : LibZmq.ZMQ_DONTWAIT)) == -1)
            {
                if (!ZmqThrow.Interrupted("zmq_recv"))
                {
                    break;
                }
            }
        }
        return length;
    }

    private bool Receive(ZmqMessage part, int flags)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (!_gate.IsHeldByCurrentThread)
        {
            using ZmqSocketHold hold = Hold();
            return Receive(part, flags);
        }
        while (LibZmq.zmq_msg_recv(part.Message, _pointer, flags) == -1)
        {
            if (!ZmqThrow.Interrupted("zmq_msg_recv"))
            {
                return false;
            }
        }
        GC.KeepAlive(part);
        return true;
    }
}
