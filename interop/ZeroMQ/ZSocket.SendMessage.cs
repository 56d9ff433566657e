using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Sends a message.</summary>
    /// <param name="msg">The message; it keeps its frames, and can be sent again. Without frames nothing is sent.</param>
    /// <exception cref="ZException">EAGAIN: no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and what else zmq_msg_send names.</exception>
    /// <exception cref="ObjectDisposedException">The frame is dismissed, or the socket closed.</exception>
    public virtual void Send(ZMessage msg) => ZErrors.Throw(SendMessage(msg, ZSocketFlags.None, out ZError error), error);

    /// <summary>Sends a message.</summary>
    /// <param name="msg">The message; it keeps its frames, and can be sent again. Without frames nothing is sent.</param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <exception cref="ZException">EAGAIN: no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and what else zmq_msg_send names.</exception>
    /// <exception cref="ObjectDisposedException">The frame is dismissed, or the socket closed.</exception>
    public virtual void Send(ZMessage msg, ZSocketFlags flags) => ZErrors.Throw(SendMessage(msg, flags, out ZError error), error);

    /// <summary>Sends a message.</summary>
    /// <param name="msg">The message; it keeps its frames, and can be sent again. Without frames nothing is sent.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM, EFSM, EHOSTUNREACH ...</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="ObjectDisposedException">The frame is dismissed, or the socket closed.</exception>
    public virtual bool Send(ZMessage msg, out ZError error) => SendMessage(msg, ZSocketFlags.None, out error);

    /// <summary>Sends a message.</summary>
    /// <param name="msg">The message; it keeps its frames, and can be sent again. Without frames nothing is sent.</param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM, EFSM, EHOSTUNREACH ...</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="ObjectDisposedException">The frame is dismissed, or the socket closed.</exception>
    public virtual bool Send(ZMessage msg, ZSocketFlags flags, out ZError error) => SendMessage(msg, flags, out error);

    /// <summary>Sends a message.</summary>
    /// <param name="msg">The message; it keeps its frames, and can be sent again. Without frames nothing is sent.</param>
    /// <exception cref="ZException">EAGAIN: no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and what else zmq_msg_send names.</exception>
    /// <exception cref="ObjectDisposedException">The frame is dismissed, or the socket closed.</exception>
    public virtual void SendMessage(ZMessage msg) => ZErrors.Throw(SendMessage(msg, ZSocketFlags.None, out ZError error), error);

    /// <summary>Sends a message.</summary>
    /// <param name="msg">The message; it keeps its frames, and can be sent again. Without frames nothing is sent.</param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <exception cref="ZException">EAGAIN: no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and what else zmq_msg_send names.</exception>
    /// <exception cref="ObjectDisposedException">The frame is dismissed, or the socket closed.</exception>
    public virtual void SendMessage(ZMessage msg, ZSocketFlags flags) => ZErrors.Throw(SendMessage(msg, flags, out ZError error), error);

    /// <summary>Sends a message.</summary>
    /// <param name="msg">The message; it keeps its frames, and can be sent again. Without frames nothing is sent.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM, EFSM, EHOSTUNREACH ...</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="ObjectDisposedException">The frame is dismissed, or the socket closed.</exception>
    public virtual bool SendMessage(ZMessage msg, out ZError error) => SendMessage(msg, ZSocketFlags.None, out error);

    /// <summary>Sends a message, without copying longer frames.</summary>
    /// <param name="msg">The message; it keeps its frames, and can be sent again. Without frames nothing is sent.</param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM, EFSM, EHOSTUNREACH ...</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="ObjectDisposedException">The frame is dismissed, or the socket closed.</exception>
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
