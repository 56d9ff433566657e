using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Receives a message and sends it on, all its frames, without copying them. Waits as the two sockets' timeouts say.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="message">Null; after a failure to send, the frames, of which none was sent.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM, EHOSTUNREACH ...</param>
    /// <returns>Whether a message was sent on.</returns>
    public bool Forward(ZSocket destination, out ZMessage message, out ZError error)
    {
        ArgumentNullException.ThrowIfNull(destination);
        message = null;
        ZmqSocket to = destination.Native;
        WholeMessage parts = WholeMessage.OfThisThread;
        int number = Native.Receive(parts);
        if (number != 0)
        {
            error = ZErrors.Of(number);
            return false;
        }

        // One socket after the other: what came is complete, and the destination takes it as a whole or not at all.
        number = to.SendAndClear(parts.Received);
        message = number == 0 ? null : Taken(parts.Received);
        error = ZErrors.Of(number);
        return number == 0;
    }

    // Frames with the parts' content; the parts themselves are used again.
    private static ZMessage Taken(ReadOnlySpan<ZmqMessage> parts)
    {
        ZMessage message = new();
        foreach (ZmqMessage part in parts)
        {
            ZmqMessage content = FramePool.Rent();
            content.MoveFrom(part);
            message.Add(new ZFrame(content));
        }
        return message;
    }
}
