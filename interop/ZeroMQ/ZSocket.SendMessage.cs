using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Sends a message (zmq_msg_send).</summary>
    /// <param name="msg">
    /// The message. It keeps its frames, and can be sent again. Nothing is sent if it has no
    /// frames.
    /// </param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void Send(ZMessage msg) =>
        ZErrors.Throw(SendMessage(msg, ZSocketFlags.None, out ZError error), error);

    /// <summary>Sends a message (zmq_msg_send).</summary>
    /// <param name="msg">
    /// The message. It keeps its frames, and can be sent again. Nothing is sent if it has no
    /// frames.
    /// </param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void Send(ZMessage msg, ZSocketFlags flags) =>
        ZErrors.Throw(SendMessage(msg, flags, out ZError error), error);

    /// <summary>Sends a message (zmq_msg_send).</summary>
    /// <param name="msg">
    /// The message. It keeps its frames, and can be sent again. Nothing is sent if it has no
    /// frames.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool Send(ZMessage msg, out ZError error) => SendMessage(msg, ZSocketFlags.None, out error);

    /// <summary>Sends a message (zmq_msg_send).</summary>
    /// <param name="msg">
    /// The message. It keeps its frames, and can be sent again. Nothing is sent if it has no
    /// frames.
    /// </param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool Send(ZMessage msg, ZSocketFlags flags, out ZError error) => SendMessage(msg, flags, out error);

    /// <summary>Sends a message (zmq_msg_send).</summary>
    /// <param name="msg">
    /// The message. It keeps its frames, and can be sent again. Nothing is sent if it has no
    /// frames.
    /// </param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void SendMessage(ZMessage msg) =>
        ZErrors.Throw(SendMessage(msg, ZSocketFlags.None, out ZError error), error);

    /// <summary>Sends a message (zmq_msg_send).</summary>
    /// <param name="msg">
    /// The message. It keeps its frames, and can be sent again. Nothing is sent if it has no
    /// frames.
    /// </param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void SendMessage(ZMessage msg, ZSocketFlags flags) =>
        ZErrors.Throw(SendMessage(msg, flags, out ZError error), error);

    /// <summary>Sends a message (zmq_msg_send).</summary>
    /// <param name="msg">
    /// The message. It keeps its frames, and can be sent again. Nothing is sent if it has no
    /// frames.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool SendMessage(ZMessage msg, out ZError error) => SendMessage(msg, ZSocketFlags.None, out error);

    /// <summary>
    /// Sends a message (zmq_msg_send). The bytes of longer frames are shared, not copied.
    /// </summary>
    /// <param name="msg">
    /// The message. It keeps its frames, and can be sent again. Nothing is sent if it has no
    /// frames.
    /// </param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool SendMessage(ZMessage msg, ZSocketFlags flags, out ZError error)
    {
        ArgumentNullException.ThrowIfNull(msg);
        ReadOnlySpan<ZFrame> frames = msg.Frames;
        bool sent = true;
        int number = 0;
        using ZmqSocketHold hold = Native.Hold();
        for (int i = 0; sent && i < frames.Length; i++)
        {
            sent = _native.Send(frames[i].Native, i < frames.Length - 1 || More(flags), Wait(flags), out number);
        }
        error = ZErrors.Of(number);
        return sent;
    }
}
