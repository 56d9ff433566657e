using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Sends frames as one message (zmq_msg_send).</summary>
    /// <param name="frames">
    /// The frames. Each is dismissed after it was sent, and removed from a list from which elements
    /// can be removed. The frames of a <see cref="ZMessage"/> stay.
    /// </param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void Send(IEnumerable<ZFrame> frames) =>
        ZErrors.Throw(SendFrames(frames, ZSocketFlags.None, out ZError error), error);

    /// <summary>Sends frames as one message (zmq_msg_send).</summary>
    /// <param name="frames">
    /// The frames. Each is dismissed after it was sent, and removed from a list from which elements
    /// can be removed. The frames of a <see cref="ZMessage"/> stay.
    /// </param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void Send(IEnumerable<ZFrame> frames, ZSocketFlags flags) =>
        ZErrors.Throw(SendFrames(frames, flags, out ZError error), error);

    /// <summary>Sends frames as one message (zmq_msg_send).</summary>
    /// <param name="frames">
    /// The frames. Each is dismissed after it was sent, and removed from a list from which elements
    /// can be removed. The frames of a <see cref="ZMessage"/> stay.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool Send(IEnumerable<ZFrame> frames, out ZError error) =>
        SendFrames(frames, ZSocketFlags.None, out error);

    /// <summary>Sends frames as one message (zmq_msg_send).</summary>
    /// <param name="frames">
    /// The frames. Each is dismissed after it was sent, and removed from a list from which elements
    /// can be removed. The frames of a <see cref="ZMessage"/> stay.
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
    public virtual bool Send(IEnumerable<ZFrame> frames, ZSocketFlags flags, out ZError error) =>
        SendFrames(frames, flags, out error);

    /// <summary>Sends frames as one message (zmq_msg_send).</summary>
    /// <param name="frames">
    /// The frames. Each is dismissed after it was sent, and removed from a list from which elements
    /// can be removed. The frames of a <see cref="ZMessage"/> stay.
    /// </param>
    /// <param name="sent">A counter, increased by one for each sent frame.</param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool Send(IEnumerable<ZFrame> frames, ref int sent, ZSocketFlags flags, out ZError error) =>
        SendFrames(frames, ref sent, flags, out error);

    /// <summary>Sends frames as one message (zmq_msg_send).</summary>
    /// <param name="frames">
    /// The frames. Each is dismissed after it was sent, and removed from a list from which elements
    /// can be removed. The frames of a <see cref="ZMessage"/> stay.
    /// </param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void SendFrames(IEnumerable<ZFrame> frames) =>
        ZErrors.Throw(SendFrames(frames, ZSocketFlags.None, out ZError error), error);

    /// <summary>Sends frames as one message (zmq_msg_send).</summary>
    /// <param name="frames">
    /// The frames. Each is dismissed after it was sent, and removed from a list from which elements
    /// can be removed. The frames of a <see cref="ZMessage"/> stay.
    /// </param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_msg_send.
    /// </exception>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual void SendFrames(IEnumerable<ZFrame> frames, ZSocketFlags flags) =>
        ZErrors.Throw(SendFrames(frames, flags, out ZError error), error);

    /// <summary>Sends frames as one message (zmq_msg_send).</summary>
    /// <param name="frames">
    /// The frames. Each is dismissed after it was sent, and removed from a list from which elements
    /// can be removed. The frames of a <see cref="ZMessage"/> stay.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool SendFrames(IEnumerable<ZFrame> frames, out ZError error) =>
        SendFrames(frames, ZSocketFlags.None, out error);

    /// <summary>Sends frames as one message (zmq_msg_send).</summary>
    /// <param name="frames">
    /// The frames. Each is dismissed after it was sent, and removed from a list from which elements
    /// can be removed. The frames of a <see cref="ZMessage"/> stay.
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
    public virtual bool SendFrames(IEnumerable<ZFrame> frames, ZSocketFlags flags, out ZError error)
    {
        int sent = 0;
        return SendFrames(frames, ref sent, flags, out error);
    }

    /// <summary>Sends frames as one message (zmq_msg_send).</summary>
    /// <param name="frames">
    /// The frames. Each is dismissed after it was sent, and removed from a list from which elements
    /// can be removed. The frames of a <see cref="ZMessage"/> stay.
    /// </param>
    /// <param name="sent">A counter, increased by one for each sent frame.</param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The frame or message is dismissed, or the socket is closed.
    /// </exception>
    public virtual bool SendFrames(IEnumerable<ZFrame> frames, ref int sent, ZSocketFlags flags, out ZError error)
    {
        ArgumentNullException.ThrowIfNull(frames);
        error = ZError.None;
        if (frames is ZMessage message)
        {
            bool worked = SendMessage(message, flags, out error);
            sent += worked ? message.Count : 0;
            return worked;
        }

        // An array reports that it is read-only, so nothing is removed from it.
        IList<ZFrame> shrinking = frames is IList<ZFrame> { IsReadOnly: false } list ? list : null;
        ZFrame[] all = [.. frames];
        using ZmqSocketHold hold = Native.Hold();
        for (int i = 0; i < all.Length; i++)
        {
            if (!SendFrame(all[i], i < all.Length - 1 ? flags | ZSocketFlags.More : flags, out error))
            {
                return false;
            }
            sent++;
            shrinking?.RemoveAt(0);
        }
        return true;
    }
}
