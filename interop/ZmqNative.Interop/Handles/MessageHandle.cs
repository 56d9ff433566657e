using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Owns a zmq_msg_t in native memory, so that its address, and that of a small body inside it,
/// never changes. The finaliser frees it only while none of its memory is lent to a caller: a span
/// does not keep its owner alive.
/// </summary>
internal sealed unsafe class MessageHandle : SafeHandle
{
    // Smaller bodies are outweighed by the objects that own them.
    private const long WeighsFrom = 2048;

    // While all parts together hold less, no pressure is reported to the collector:
    // GC.AddMemoryPressure counts the bytes added, not those present, so that programs that dispose
    // of their parts would pay for collections that free nothing.
    private const long Unreported = 32 << 20;

    private static long s_held;
    private static long s_leaked;

    private long _weight;
    private long _reported;
    private bool _isContentLent;
    private bool _isHandleLent;
#if DEBUG
    private string? _lentAt;
#endif

    internal MessageHandle() : base(0, ownsHandle: true)
    {
        ZmqLibrary.EnsureLoaded();
        handle = (nint)NativeMemory.Alloc((nuint)sizeof(LibZmq.zmq_msg_t));
        _ = LibZmq.zmq_msg_init(Message);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// The number of parts of this process that were collected while their memory
    /// was lent, and so leaked.
    /// </summary>
    internal static long Leaked => Volatile.Read(ref s_leaked);

    internal LibZmq.zmq_msg_t* Message => (LibZmq.zmq_msg_t*)handle;

    /// <summary>
    /// Bytes of the content, as set by the last call that changed it; read by
    /// debuggers on any thread.
    /// </summary>
    internal long Length { get; private set; }

    /// <summary>
    /// Whether a caller was given a span over, or a pointer to, the present content,
    /// or the zmq_msg_t itself.
    /// </summary>
    internal bool IsLent => _isContentLent || _isHandleLent;

    internal void Lend()
    {
#if DEBUG
        _lentAt ??= Environment.StackTrace;
#endif
        _isContentLent = true;
    }

    /// <summary>
    /// Records that a caller was given the zmq_msg_t, which stays the same when it is filled again.
    /// </summary>
    internal void LendHandle()
    {
        Lend();
        _isHandleLent = true;
    }

    /// <summary>
    /// Records a new content: it is not lent, and weighs as much native memory as it holds.
    /// </summary>
    /// <param name="length">Bytes of the new content.</param>
    /// <param name="isLent">Whether it was lent before.</param>
    /// <param name="isManaged">
    /// Whether its memory is managed, so that the collector already counts it.
    /// </param>
    internal void Replace(long length, bool isLent = false, bool isManaged = false)
    {
        Debug.Assert(length >= 0 && !IsInvalid, "A content has a length, and is in a message that was made.");
        Length = length;
        _isContentLent = isLent;
#if DEBUG
        _lentAt = _isHandleLent ? _lentAt : null;
#endif
        long weight = isManaged || length < WeighsFrom ? 0 : length;
        if (weight != _weight)
        {
            Weigh(weight);
        }
    }

    /// <summary>Records the result of a receive into the message.</summary>
    /// <param name="result">Bytes, up to the largest number that fits; -1 when it failed.</param>
    /// <remarks>
    /// libzmq empties the message before it looks for another, but after it has checked for other
    /// errors; so after a failure the message is empty, or unchanged.
    /// </remarks>
    internal void Filled(int result)
    {
        long length = result is -1 or int.MaxValue ? (long)LibZmq.zmq_msg_size(Message) : result;
        if (result != -1 || length == 0)
        {
            Replace(length);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing && IsLent)
        {
            Interlocked.Increment(ref s_leaked);
#if DEBUG
            Debug.WriteLine(
                "A ZmqMessage was not disposed of although its memory was lent, "
                + $"so {_weight} bytes and more leak: {_lentAt}");
#endif
            SetHandleAsInvalid();
            Weigh(0);
        }
        base.Dispose(disposing);
    }

    protected override bool ReleaseHandle()
    {
        Weigh(0);
        bool closed = LibZmq.zmq_msg_close(Message) == 0;
        NativeMemory.Free(Message);
        return closed;
    }

    private void Weigh(long weight)
    {
        long held = Interlocked.Add(ref s_held, weight - _weight);
        _weight = weight;

        // A part that is filled repeatedly is reported once, with the longest of its bodies.
        if (weight > _reported && held > Unreported)
        {
            GC.AddMemoryPressure(weight - _reported);
            _reported = weight;
        }
        else if (weight == 0 && _reported > 0 && IsClosed)
        {
            GC.RemoveMemoryPressure(_reported);
            _reported = 0;
        }
    }
}
