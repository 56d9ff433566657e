using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>
    /// ZMQ_RCVMORE: whether more frames of the message follow the frame that was received last.
    /// </summary>
    /// <exception cref="ZException">ETERM: the context was shut down.</exception>
    public bool ReceiveMore => GetOptionInt32(ZSocketOption.RCVMORE) != 0;

    /// <summary>Receives a message with all its frames (zmq_msg_recv).</summary>
    /// <exception cref="ZException">
    /// EAGAIN: no message came in time; ETERM: the context was shut down; and other errors of
    /// zmq_msg_recv.
    /// </exception>
    public ZMessage ReceiveMessage() => ReceiveMessage(ZSocketFlags.None);

    /// <summary>Receives a message with all its frames (zmq_msg_recv).</summary>
    /// <param name="flags">Whether to wait.</param>
    /// <exception cref="ZException">
    /// EAGAIN: no message came in time; ETERM: the context was shut down; and other errors of
    /// zmq_msg_recv.
    /// </exception>
    public ZMessage ReceiveMessage(ZSocketFlags flags)
    {
        ZMessage message = ReceiveMessage(flags, out ZError error);
        ZErrors.Throw(error is null, error);
        return message;
    }

    /// <summary>Receives a message with all its frames (zmq_msg_recv).</summary>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>The message; null on an error.</returns>
    public ZMessage ReceiveMessage(out ZError error) => ReceiveMessage(ZSocketFlags.None, out error);

    /// <summary>Receives a message with all its frames (zmq_msg_recv).</summary>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>The message; null on an error.</returns>
    public ZMessage ReceiveMessage(ZSocketFlags flags, out ZError error)
    {
        ZMessage message = null;
        _ = ReceiveMessage(ref message, flags, out error);
        if (error is null)
        {
            return message;
        }
        message?.Dispose();
        return null;
    }

    /// <summary>
    /// Receives a message with all its frames, and adds them to another message (zmq_msg_recv).
    /// </summary>
    /// <param name="message">
    /// The message to which the frames are added; created if it is null.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>Whether a message was received.</returns>
    public bool ReceiveMessage(ref ZMessage message, out ZError error) =>
        ReceiveMessage(ref message, ZSocketFlags.None, out error);

    /// <summary>
    /// Receives a message with all its frames, and adds them to another message (zmq_msg_recv).
    /// </summary>
    /// <param name="message">
    /// The message to which the frames are added; created if it is null and a message was received.
    /// </param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>Whether a message was received.</returns>
    public bool ReceiveMessage(ref ZMessage message, ZSocketFlags flags, out ZError error)
    {
        using ZmqSocketHold hold = Native.Hold();
        bool more;
        do
        {
            if (ReceiveFrame(flags, out error) is not { } frame)
            {
                return false;
            }
            (message ??= new ZMessage()).Add(frame);
            more = frame.Native.HasMore;
        }
        while (more);
        return true;
    }

    /// <summary>
    /// Receives a message into one that is reused (zmq_msg_recv): its frames get the new content,
    /// and their number becomes that of the received message. Nothing is allocated once it has had
    /// as many frames.
    /// </summary>
    /// <param name="message">
    /// The message, whose former content is lost; after a failure its first frame is empty or
    /// unchanged.
    /// </param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>Whether a message was received.</returns>
    public bool ReceiveMessageInto(ZMessage message, ZSocketFlags flags, out ZError error)
    {
        ArgumentNullException.ThrowIfNull(message);
        using ZmqSocketHold hold = Native.Hold();
        int count = 0;
        do
        {
            if (count == message.Count)
            {
                message.Add(new ZFrame());
            }
            if (!ReceiveFrameInto(message[count], flags, out error))
            {
                return false;
            }
        }
        while (message[count++].Native.HasMore);
        while (message.Count > count)
        {
            message.RemoveAt(count);
        }
        return true;
    }
}
