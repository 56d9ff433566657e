using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Receives a message and sends it on, all its frames, without copying them. Waits as the two sockets' timeouts say.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="message">Null; after a failure to send, the frames that were not sent.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM, EHOSTUNREACH ...</param>
    /// <returns>Whether a message was sent on.</returns>
    public bool Forward(ZSocket destination, out ZMessage message, out ZError error)
    {
        ArgumentNullException.ThrowIfNull(destination);
        message = null;
        ZmqMessage part = FramePool.Rent();
        using ZmqSocketHold hold = Native.Hold();
        bool more;
        do
        {
            if (!Receive(part, ZSocketFlags.None, out error))
            {
                FramePool.Return(part);
                return false;
            }
            more = part.HasMore;
            if (!destination.Native.SendAndClear(part, more, wait: true, out int number))
            {
                // Whole messages only: what follows must not look like the next one.
                message = [new ZFrame(part)];
                _ = more && ReceiveMessage(ref message, out _);
                error = ZErrors.Of(number);
                return false;
            }
        }
        while (more);
        FramePool.Return(part);
        return true;
    }
}
