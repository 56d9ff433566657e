using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// One part of a message (zmq_msg_t), as a stream over its bytes. It never grows. One thread at a
/// time.
/// </summary>
/// <remarks>
/// Sending a frame dismisses it: its bytes belong to libzmq then, its <see cref="Length"/> is -1,
/// and disposing of it has no effect. A frame that is not disposed of is released when it is
/// collected, unless its <see cref="Span"/>, <see cref="Ptr"/> or <see cref="DataPtr"/> was lent:
/// lent memory is freed by Dispose alone. After a frame is dismissed, the members that use its bytes
/// throw <see cref="ObjectDisposedException"/>, unless they say otherwise.
/// </remarks>
public sealed partial class ZFrame : Stream, ICloneable
{
    /// <summary>4096, kept for programs that read it; nothing here depends on it.</summary>
    public const int DefaultFrameSize = 4096;

    /// <summary>The size of libzmq's zmq_msg_t: 64 bytes.</summary>
    public static readonly int MinimumFrameSize = 64;

    private ZmqMessage _native;
    private long _position;

    internal ZFrame(ZmqMessage native) => _native = native;

    /// <summary>Creates an empty frame.</summary>
    public ZFrame() : this(FramePool.Rent())
    {
    }

    /// <summary>Whether the frame was sent, dismissed or disposed of.</summary>
    public bool IsDismissed => _native is null;

    /// <summary>
    /// The address of the native zmq_msg_t, valid until the frame is sent or disposed of; zero
    /// afterwards.
    /// </summary>
    public IntPtr Ptr => _native?.DangerousGetHandle() ?? IntPtr.Zero;

    /// <summary>
    /// The frame's bytes, lent until the frame is sent or disposed of. Do not write to a frame that
    /// has duplicates, because they share the bytes.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The frame is dismissed.</exception>
    public Span<byte> Span => Native.WritableSpan;

    internal ZmqMessage Native => _native ?? throw new ObjectDisposedException("frame");

    /// <summary>Creates a frame of a given length, whose bytes are not cleared.</summary>
    /// <param name="size">The number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static ZFrame Create(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ZFrame frame = new();
        frame.Native.MakeRoom(size);
        return frame;
    }

    /// <summary>Creates an empty frame to receive into.</summary>
    public static ZFrame CreateEmpty() => new();

    /// <summary>
    /// Creates a frame with bytes read from a stream, at position 0; it is shorter if the stream
    /// ends before.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="i">The position of the first byte in the stream, if it can seek.</param>
    /// <param name="l">The number of bytes.</param>
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

    /// <summary>
    /// Creates a second frame with the same bytes, at position 0 (zmq_msg_copy). Longer content is
    /// shared, not copied.
    /// </summary>
    /// <param name="frame">The frame to copy.</param>
    /// <exception cref="ObjectDisposedException">The frame is dismissed.</exception>
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

    /// <summary>
    /// Replaces another frame's content by this one's (zmq_msg_copy). Longer content is shared, not
    /// copied.
    /// </summary>
    /// <param name="other">The frame that receives the content; what it held is released.</param>
    /// <exception cref="ObjectDisposedException">One of the frames is dismissed.</exception>
    public void CopyZeroTo(ZFrame other)
    {
        other.Native.ShareFrom(Native);
        other._position = 0;
    }

    /// <summary>
    /// Moves the content to another frame, replacing that one's, and dismisses this frame
    /// (zmq_msg_move).
    /// </summary>
    /// <param name="other">The frame that receives the content; what it held is released.</param>
    /// <exception cref="ObjectDisposedException">One of the frames is dismissed.</exception>
    public void MoveZeroTo(ZFrame other)
    {
        other.Native.MoveFrom(Native);
        other._position = 0;
        Dismiss();
    }

    /// <summary>
    /// The address of the bytes, lent until the frame is sent or disposed of; zero afterwards.
    /// </summary>
    public IntPtr DataPtr() => _native?.DangerousGetBytes() ?? IntPtr.Zero;

    /// <summary>Releases the bytes; the frame cannot be used afterwards.</summary>
    public override void Close() => Dispose(true);

    /// <summary>Releases the bytes; the frame cannot be used afterwards.</summary>
    public void Dismiss()
    {
        if (Interlocked.Exchange(ref _native, null) is { } native)
        {
            native.Clear();
            FramePool.Return(native);
        }
    }

    /// <summary>Sets the position to 0, for the next receive.</summary>
    internal void Rewind() => _position = 0;

    /// <summary>Dismisses the frame after a send, when its bytes belong to libzmq.</summary>
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
