using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Whether more frames follow of the message of which the last was received.</summary>
    public bool ReceiveMore => GetOptionInt32(ZSocketOption.RCVMORE) != 0;

    /// <summary>Receives a message, all its frames.</summary>
    /// <exception cref="ZException">EAGAIN: none came in time; ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    public ZMessage ReceiveMessage() => ReceiveMessage(ZSocketFlags.None);

    /// <summary>Receives a message, all its frames.</summary>
    /// <param name="flags">Whether to wait.</param>
    /// <exception cref="ZException">EAGAIN: none came in time; ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    public ZMessage ReceiveMessage(ZSocketFlags flags)
    {
        ZMessage message = ReceiveMessage(flags, out ZError error);
        ZErrors.Throw(error is null, error);
        return message;
    }

    /// <summary>Receives a message, all its frames.</summary>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>The message; null with an error.</returns>
    public ZMessage ReceiveMessage(out ZError error) => ReceiveMessage(ZSocketFlags.None, out error);

    /// <summary>Receives a message, all its frames.</summary>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>The message; null with an error.</returns>
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

    /// <summary>Receives a message, all its frames, and adds them to another.</summary>
    /// <param name="message">The other; made when null.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>Whether there was one.</returns>
    public bool ReceiveMessage(ref ZMessage message, out ZError error) => ReceiveMessage(ref message, ZSocketFlags.None, out error);

    /// <summary>Receives a message, all its frames, and adds them to another.</summary>
    /// <param name="message">The other; made when null and there is something to add.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>Whether there was one.</returns>
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

    /// <summary>Receives a message into one that is used again: its frames get the new content, and it has as many as were received. Nothing is allocated once it has that many.</summary>
    /// <param name="message">The message; what it held is gone; after a failure its first frame is empty or as it was.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>Whether there was one.</returns>
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
