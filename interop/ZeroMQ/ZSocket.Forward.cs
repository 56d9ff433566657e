using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>
    /// Receives a message and sends it to another socket, all its frames, without copying them.
    /// Both waits end with the sockets' timeouts.
    /// </summary>
    /// <param name="destination">The socket that sends the message.</param>
    /// <param name="message">
    /// Null on success; after a failed send, the frames, of which none was sent.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: a socket's timeout expired; ETERM: the context was shut down;
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether a message was forwarded.</returns>
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

        // One socket is used after the other: the received message is complete, and the destination
        // accepts all of it or nothing.
        number = to.SendAndClear(parts.Received);
        message = number == 0 ? null : Taken(parts.Received);
        error = ZErrors.Of(number);
        return number == 0;
    }

    // Moves the parts' content to new frames, so that the parts can be reused.
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
