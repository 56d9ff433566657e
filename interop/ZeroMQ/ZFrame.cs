using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>One part of a message, as a stream over its bytes. It never grows. One thread at a time.</summary>
/// <remarks>
/// A frame that was sent is dismissed: its bytes are libzmq's then, its <see cref="Length"/> is -1, and disposing of it does nothing.
/// A frame nobody disposes of is released when it is collected, unless its <see cref="Span"/>, <see cref="Ptr"/> or
/// <see cref="DataPtr"/> was handed out: that memory is freed by Dispose alone.
/// </remarks>
public sealed partial class ZFrame : Stream, ICloneable
{
    /// <summary>4096, for programs that ask.</summary>
    public const int DefaultFrameSize = 4096;

    /// <summary>Bytes of libzmq's zmq_msg_t.</summary>
    public static readonly int MinimumFrameSize = 64;

    private ZmqMessage _native;
    private long _position;

    internal ZFrame(ZmqMessage native) => _native = native;

    /// <summary>An empty frame.</summary>
    public ZFrame() : this(FramePool.Rent())
    {
    }

    /// <summary>Whether the frame was sent, dismissed or disposed of.</summary>
    public bool IsDismissed => _native is null;

    /// <summary>The address of the native zmq_msg_t, valid until the frame is sent or disposed of; zero then.</summary>
    public IntPtr Ptr => _native?.DangerousGetHandle() ?? IntPtr.Zero;

    /// <summary>The frame's bytes, valid until the frame is sent or disposed of. Do not write to a frame with duplicates: they have the same bytes.</summary>
    /// <exception cref="ObjectDisposedException">The frame is dismissed.</exception>
    public Span<byte> Span => Native.WritableSpan;

    internal ZmqMessage Native => _native ?? throw new ObjectDisposedException("frame");

    /// <summary>A frame of some bytes, not cleared, to be filled.</summary>
    /// <param name="size">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public static ZFrame Create(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ZFrame frame = new();
        frame.Native.MakeRoom(size);
        return frame;
    }

    /// <summary>An empty frame, to receive into.</summary>
    public static ZFrame CreateEmpty() => new();

    /// <summary>A frame of bytes from a stream; shorter if the stream ends before.</summary>
    /// <param name="stream">Where they are.</param>
    /// <param name="i">Where they begin.</param>
    /// <param name="l">How many.</param>
    public static ZFrame FromStream(Stream stream, long i, int l)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek)
        {
            stream.Position = i;
        }
        byte[] bytes = new byte[l];
        return new ZFrame(bytes, 0, stream.ReadAtLeast(bytes, l, throwOnEndOfStream: false)) { _position = 0 };
    }

    /// <summary>A second frame with the same bytes, at position 0 (zmq_msg_copy). Longer content is shared.</summary>
    /// <param name="frame">The first.</param>
    /// <exception cref="ObjectDisposedException">It is dismissed.</exception>
    public static ZFrame CopyFrom(ZFrame frame)
    {
        ZFrame copy = new();
        frame.CopyZeroTo(copy);
        return copy;
    }

    /// <inheritdoc cref="CopyFrom"/>
    public ZFrame Duplicate() => CopyFrom(this);

    /// <inheritdoc cref="CopyFrom"/>
    public object Clone() => CopyFrom(this);

    /// <summary>Gives another frame the same bytes; its own are released (zmq_msg_copy).</summary>
    /// <param name="other">The other.</param>
    /// <exception cref="ObjectDisposedException">One is dismissed.</exception>
    public void CopyZeroTo(ZFrame other)
    {
        other.Native.ShareFrom(Native);
        other._position = 0;
    }

    /// <summary>Gives another frame these bytes and dismisses this one; the other's own are released (zmq_msg_move).</summary>
    /// <param name="other">The other.</param>
    /// <exception cref="ObjectDisposedException">One is dismissed.</exception>
    public void MoveZeroTo(ZFrame other)
    {
        other.Native.MoveFrom(Native);
        other._position = 0;
        Dismiss();
    }

    /// <summary>The address of the bytes, valid until the frame is sent or disposed of; zero then.</summary>
    public IntPtr DataPtr() => _native?.DangerousGetBytes() ?? IntPtr.Zero;

    /// <summary>Releases the bytes.</summary>
    public override void Close() => Dispose(true);

    /// <summary>Releases the bytes.</summary>
    public void Dismiss()
    {
        if (Interlocked.Exchange(ref _native, null) is { } native)
        {
            native.Clear();
            FramePool.Return(native);
        }
    }

    /// <summary>Makes the frame ready to be received into: at position 0.</summary>
    internal void Rewind() => _position = 0;

    /// <summary>What <see cref="Dismiss"/> does, for a frame whose bytes are libzmq's now.</summary>
    internal void Sent()
    {
        FramePool.Return(_native);
        _native = null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Dismiss();
        base.Dispose(disposing);
    }
}
