using ZmqNative.Interop;

namespace ZmqNative.Subscriber;

/// <summary>A notification whose body is handed over as libzmq received it, without a copy. Whoever takes it from the stream owns it and disposes of it.</summary>
/// <remarks>Undisposed of it costs nothing but memory, until the garbage collector sees to it. One thread at a time.</remarks>
public abstract record RawNotification : Notification, IDisposable
{
    private readonly MessagePool? _pool;
    private ZmqMessage? _message;

    private protected RawNotification(in ReceivedNotification received, string topic)
        : base(received.Source, received.Time, topic, received.MessageSequence) => (_message, _pool) = (received.TakeBody(), received.Pool);

    /// <summary>A copy would own the same body: there are none.</summary>
    /// <param name="original">What was to be copied.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected RawNotification(RawNotification original)
        : base(original) => throw new NotSupportedException("A notification that owns its body is not copied.");

    /// <summary>The second part, native memory; valid until <see cref="Dispose"/>, and only while this object is referenced.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public ReadOnlySpan<byte> Body => Message.Span;

    /// <summary>The part itself, for sending it on.</summary>
    internal ZmqMessage Message => _message ?? throw new ObjectDisposedException(GetType().Name);

    /// <summary>Gives the memory back; a second time nothing happens.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _message, null) is { } message)
        {
            _pool!.Return(message);
        }
        GC.SuppressFinalize(this);
    }
}
