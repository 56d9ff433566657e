using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Receives one frame (zmq_msg_recv).</summary>
    /// <exception cref="ZException">
    /// EAGAIN: no message came in time; ETERM: the context was shut down; and other errors of
    /// zmq_msg_recv.
    /// </exception>
    public ZFrame ReceiveFrame()
    {
        ZFrame frame = ReceiveFrame(out ZError error);
        ZErrors.Throw(error is null, error);
        return frame;
    }

    /// <summary>Receives one frame (zmq_msg_recv).</summary>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>The frame; null on an error.</returns>
    public ZFrame ReceiveFrame(out ZError error) => ReceiveFrame(ZSocketFlags.None, out error);

    /// <summary>Receives one frame (zmq_msg_recv).</summary>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>The frame; null on an error.</returns>
    public ZFrame ReceiveFrame(ZSocketFlags flags, out ZError error)
    {
        ZmqMessage native = FramePool.Rent();
        if (Receive(native, flags, out error))
        {
            return new ZFrame(native);
        }
        FramePool.Return(native);
        return null;
    }

    /// <summary>
    /// Receives one frame into a frame that is reused (zmq_msg_recv). Nothing is allocated.
    /// </summary>
    /// <param name="frame">
    /// The frame, at position 0 afterwards. Its former content is released, also if nothing is
    /// received.
    /// </param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>Whether a message was received.</returns>
    public bool ReceiveFrameInto(ZFrame frame, ZSocketFlags flags, out ZError error)
    {
        ArgumentNullException.ThrowIfNull(frame);
        bool isReceived = Receive(frame.Native, flags, out error);
        frame.Rewind();
        return isReceived;
    }

    /// <summary>Receives some frames of one message (zmq_msg_recv).</summary>
    /// <param name="framesToReceive">
    /// The largest number of frames; the others can still be received, see
    /// <see cref="ReceiveMore"/>.
    /// </param>
    /// <exception cref="ZException">
    /// EAGAIN: no message came in time; ETERM: the context was shut down; and other errors of
    /// zmq_msg_recv.
    /// </exception>
    public IEnumerable<ZFrame> ReceiveFrames(int framesToReceive) => ReceiveFrames(framesToReceive, ZSocketFlags.None);

    /// <summary>Receives some frames of one message (zmq_msg_recv).</summary>
    /// <param name="framesToReceive">
    /// The largest number of frames; the others can still be received, see
    /// <see cref="ReceiveMore"/>.
    /// </param>
    /// <param name="flags">Whether to wait.</param>
    /// <exception cref="ZException">
    /// EAGAIN: no message came in time; ETERM: the context was shut down; and other errors of
    /// zmq_msg_recv.
    /// </exception>
    public IEnumerable<ZFrame> ReceiveFrames(int framesToReceive, ZSocketFlags flags)
    {
        IEnumerable<ZFrame> frames = ReceiveFrames(framesToReceive, flags, out ZError error);
        ZErrors.Throw(error is null, error);
        return frames;
    }

    /// <summary>Receives some frames of one message (zmq_msg_recv).</summary>
    /// <param name="framesToReceive">
    /// The largest number of frames; the others can still be received, see
    /// <see cref="ReceiveMore"/>.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>The frames; null on an error.</returns>
    public IEnumerable<ZFrame> ReceiveFrames(int framesToReceive, out ZError error) =>
        ReceiveFrames(framesToReceive, ZSocketFlags.None, out error);

    /// <summary>Receives some frames of one message (zmq_msg_recv).</summary>
    /// <param name="framesToReceive">
    /// The largest number of frames; the others can still be received, see
    /// <see cref="ReceiveMore"/>.
    /// </param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>The frames; null on an error.</returns>
    public IEnumerable<ZFrame> ReceiveFrames(int framesToReceive, ZSocketFlags flags, out ZError error)
    {
        List<ZFrame> frames = null;
        return ReceiveFrames(ref framesToReceive, ref frames, flags, out error) ? frames : null;
    }

    /// <summary>
    /// Receives some frames of one message, and adds them to a list (zmq_msg_recv).
    /// </summary>
    /// <typeparam name="ListT">The type of the list.</typeparam>
    /// <param name="framesToReceive">
    /// The largest number of frames; it is decreased by one for each received frame.
    /// </param>
    /// <param name="frames">The list to which the frames are added; created if it is null.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>Whether it succeeded.</returns>
    public bool ReceiveFrames<ListT>(ref int framesToReceive, ref ListT frames, ZSocketFlags flags, out ZError error)
        where ListT : IList<ZFrame>, new()
    {
        error = ZError.None;
        frames ??= new ListT();
        using ZmqSocketHold hold = Native.Hold();
        for (bool more = true; more && framesToReceive > 0; framesToReceive--)
        {
            if (ReceiveFrame(flags, out error) is not { } frame)
            {
                return false;
            }
            frames.Add(frame);
            more = frame.Native.HasMore;
        }
        return true;
    }

    private bool Receive(ZmqMessage part, ZSocketFlags flags, out ZError error)
    {
        bool received = Native.Receive(part, Wait(flags), out int number);
        error = ZErrors.Of(number);
        return received;
    }
}
