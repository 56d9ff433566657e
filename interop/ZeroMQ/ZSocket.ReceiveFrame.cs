using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Receives a frame.</summary>
    /// <exception cref="ZException">EAGAIN: none came in time; ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    public ZFrame ReceiveFrame()
    {
        ZFrame frame = ReceiveFrame(out ZError error);
        ZErrors.Throw(error is null, error);
        return frame;
    }

    /// <summary>Receives a frame.</summary>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>The frame; null with an error.</returns>
    public ZFrame ReceiveFrame(out ZError error) => ReceiveFrame(ZSocketFlags.None, out error);

    /// <summary>Receives a frame.</summary>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>The frame; null with an error.</returns>
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

    /// <summary>Receives a frame into one that is used again. Nothing is allocated.</summary>
    /// <param name="frame">The frame, at position 0 afterwards; what it held is released, also when there is none.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>Whether there was one.</returns>
    public bool ReceiveFrameInto(ZFrame frame, ZSocketFlags flags, out ZError error)
    {
        ArgumentNullException.ThrowIfNull(frame);
        bool isReceived = Receive(frame.Native, flags, out error);
        frame.Rewind();
        return isReceived;
    }

    /// <summary>Receives some frames of one message.</summary>
    /// <param name="framesToReceive">How many at most; the rest can still be received, see <see cref="ReceiveMore"/>.</param>
    /// <exception cref="ZException">EAGAIN: none came in time; ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    public IEnumerable<ZFrame> ReceiveFrames(int framesToReceive) => ReceiveFrames(framesToReceive, ZSocketFlags.None);

    /// <summary>Receives some frames of one message.</summary>
    /// <param name="framesToReceive">How many at most; the rest can still be received, see <see cref="ReceiveMore"/>.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <exception cref="ZException">EAGAIN: none came in time; ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    public IEnumerable<ZFrame> ReceiveFrames(int framesToReceive, ZSocketFlags flags)
    {
        IEnumerable<ZFrame> frames = ReceiveFrames(framesToReceive, flags, out ZError error);
        ZErrors.Throw(error is null, error);
        return frames;
    }

    /// <summary>Receives some frames of one message.</summary>
    /// <param name="framesToReceive">How many at most; the rest can still be received, see <see cref="ReceiveMore"/>.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>The frames; null with an error.</returns>
    public IEnumerable<ZFrame> ReceiveFrames(int framesToReceive, out ZError error) => ReceiveFrames(framesToReceive, ZSocketFlags.None, out error);

    /// <summary>Receives some frames of one message.</summary>
    /// <param name="framesToReceive">How many at most; the rest can still be received, see <see cref="ReceiveMore"/>.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>The frames; null with an error.</returns>
    public IEnumerable<ZFrame> ReceiveFrames(int framesToReceive, ZSocketFlags flags, out ZError error)
    {
        List<ZFrame> frames = null;
        return ReceiveFrames(ref framesToReceive, ref frames, flags, out error) ? frames : null;
    }

    /// <summary>Receives some frames of one message, and adds them to a list.</summary>
    /// <typeparam name="ListT">The list's type.</typeparam>
    /// <param name="framesToReceive">How many at most; is decreased by one for each.</param>
    /// <param name="frames">The list; made when null.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>Whether it worked.</returns>
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
