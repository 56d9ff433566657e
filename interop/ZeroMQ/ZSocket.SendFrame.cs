namespace ZeroMQ;

// Each call has two forms: one throws a ZException, the other returns false and the error.
public partial class ZSocket
{
    /// <summary>Sends one frame (zmq_msg_send).</summary>
    /// <param name="frame">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void Send(ZFrame frame) =>
        ZErrors.Throw(SendFrame(frame, ZSocketFlags.None, out ZError error), error);

    /// <summary>Sends one frame (zmq_msg_send).</summary>
    /// <param name="frame">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void Send(ZFrame frame, ZSocketFlags flags) =>
        ZErrors.Throw(SendFrame(frame, flags, out ZError error), error);

    /// <summary>Sends one frame (zmq_msg_send).</summary>
    /// <param name="msg">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool Send(ZFrame msg, out ZError error) => SendFrame(msg, ZSocketFlags.None, out error);

    /// <summary>Sends one frame (zmq_msg_send).</summary>
    /// <param name="frame">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
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
    public virtual bool Send(ZFrame frame, ZSocketFlags flags, out ZError error) => SendFrame(frame, flags, out error);

    /// <summary>
    /// Sends one frame of a message, of which more frames follow (zmq_msg_send with ZMQ_SNDMORE).
    /// </summary>
    /// <param name="frame">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void SendMore(ZFrame frame) =>
        ZErrors.Throw(SendFrame(frame, ZSocketFlags.More, out ZError error), error);

    /// <summary>
    /// Sends one frame of a message, of which more frames follow (zmq_msg_send with ZMQ_SNDMORE).
    /// </summary>
    /// <param name="frame">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void SendMore(ZFrame frame, ZSocketFlags flags) =>
        ZErrors.Throw(SendFrame(frame, flags | ZSocketFlags.More, out ZError error), error);

    /// <summary>
    /// Sends one frame of a message, of which more frames follow (zmq_msg_send with ZMQ_SNDMORE).
    /// </summary>
    /// <param name="msg">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool SendMore(ZFrame msg, out ZError error) => SendFrame(msg, ZSocketFlags.More, out error);

    /// <summary>
    /// Sends one frame of a message, of which more frames follow (zmq_msg_send with ZMQ_SNDMORE).
    /// </summary>
    /// <param name="msg">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
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
    public virtual bool SendMore(ZFrame msg, ZSocketFlags flags, out ZError error) =>
        SendFrame(msg, flags | ZSocketFlags.More, out error);

    /// <summary>
    /// Sends one frame of a message, of which more frames follow (zmq_msg_send with ZMQ_SNDMORE).
    /// </summary>
    /// <param name="frame">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void SendFrameMore(ZFrame frame) =>
        ZErrors.Throw(SendFrame(frame, ZSocketFlags.More, out ZError error), error);

    /// <summary>
    /// Sends one frame of a message, of which more frames follow (zmq_msg_send with ZMQ_SNDMORE).
    /// </summary>
    /// <param name="frame">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void SendFrameMore(ZFrame frame, ZSocketFlags flags) =>
        ZErrors.Throw(SendFrame(frame, flags | ZSocketFlags.More, out ZError error), error);

    /// <summary>
    /// Sends one frame of a message, of which more frames follow (zmq_msg_send with ZMQ_SNDMORE).
    /// </summary>
    /// <param name="msg">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool SendFrameMore(ZFrame msg, out ZError error) => SendFrame(msg, ZSocketFlags.More, out error);

    /// <summary>
    /// Sends one frame of a message, of which more frames follow (zmq_msg_send with ZMQ_SNDMORE).
    /// </summary>
    /// <param name="msg">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
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
    public virtual bool SendFrameMore(ZFrame msg, ZSocketFlags flags, out ZError error) =>
        SendFrame(msg, flags | ZSocketFlags.More, out error);

    /// <summary>Sends one frame (zmq_msg_send).</summary>
    /// <param name="frame">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void SendFrame(ZFrame frame) =>
        ZErrors.Throw(SendFrame(frame, ZSocketFlags.None, out ZError error), error);

    /// <summary>Sends one frame (zmq_msg_send).</summary>
    /// <param name="frame">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void SendFrame(ZFrame frame, ZSocketFlags flags) =>
        ZErrors.Throw(SendFrame(frame, flags, out ZError error), error);

    /// <summary>Sends one frame (zmq_msg_send).</summary>
    /// <param name="msg">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool SendFrame(ZFrame msg, out ZError error) => SendFrame(msg, ZSocketFlags.None, out error);

    /// <summary>Sends one frame (zmq_msg_send).</summary>
    /// <param name="frame">
    /// The frame. It is dismissed after it was sent, and unchanged after a failure.
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
    public virtual bool SendFrame(ZFrame frame, ZSocketFlags flags, out ZError error)
    {
        ArgumentNullException.ThrowIfNull(frame);
        bool sent = Native.SendAndClear(frame.Native, More(flags), Wait(flags), out int number);
        error = ZErrors.Of(number);
        if (sent)
        {
            frame.Sent();
        }
        return sent;
    }

    private static bool More(ZSocketFlags flags) => (flags & ZSocketFlags.More) != 0;

    private static bool Wait(ZSocketFlags flags) => (flags & ZSocketFlags.DontWait) == 0;
}
