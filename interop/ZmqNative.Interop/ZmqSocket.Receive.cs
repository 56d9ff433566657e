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

    private bool Receive(ZmqMessage part, int flags)
    {
        ArgumentNullException.ThrowIfNull(part);
        using ZmqSocketHold hold = Hold();
        while (LibZmq.zmq_msg_recv(part.Message, _pointer, flags) == -1)
        {
            if (!ZmqThrow.Interrupted("zmq_msg_recv"))
            {
                return false;
            }
        }
        return true;
    }
}
