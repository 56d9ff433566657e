namespace ZmqNative.Interop;

/// <summary>
/// A call that blocks its thread until libzmq takes it: the thread waits for the socket's descriptor and for its own wake-up,
/// without any lock. One for each thread, used again.
/// </summary>
/// <remarks>
/// The arguments lie on the blocked thread's stack, so it leaves only once the operation is done or out of the queue. Whichever
/// thread has the socket's lock when libzmq can take it makes the call, and wakes this one.
/// </remarks>
internal sealed unsafe class BlockedCall : SocketOperation
{
    [ThreadStatic]
    private static BlockedCall? t_call;

    private readonly WakeEvent _wake = WakeEvent.OfThisThread;
    private delegate*<ZmqSocket, void*, object?, int> _attempt;
    private void* _arguments;
    private object? _state;

    /// <summary>The calling thread's.</summary>
    internal static BlockedCall OfThisThread => t_call ??= new BlockedCall();

    /// <param name="attempt">Makes the call without waiting, all of it or nothing; returns errno.</param>
    /// <param name="arguments">Its arguments and results, on the caller's stack.</param>
    /// <param name="state">Objects among them; otherwise null.</param>
    /// <param name="isSend">Whether it sends; otherwise it receives.</param>
    internal void Begin(delegate*<ZmqSocket, void*, object?, int> attempt, void* arguments, object? state, bool isSend)
    {
        Begin(isSend);
        _attempt = attempt;
        _arguments = arguments;
        _state = state;
    }

    internal override int Try(ZmqSocket socket) => _attempt(socket, _arguments, _state);

    /// <summary>Ends the thread's wait, for a look at what has changed.</summary>
    internal void Wake() => _wake.Set();

    /// <summary>Waits until the socket may have changed, the thread is woken, or the time is over.</summary>
    /// <returns>Why the system refuses the wait; null when it does not. The caller has to leave the queue first.</returns>
    internal ZmqException? Wait(nint descriptor, WaitTime time)
    {
        Span<PollDescriptor> descriptors =
            [new(descriptor, ZmqPollEvents.Receive), new(_wake.Descriptor, ZmqPollEvents.Receive)];
        try
        {
            PollDescriptor.Wait(descriptors, time);
        }
        catch (ZmqException exception)
        {
            return exception;
        }
        if (descriptors[1].Found != ZmqPollEvents.None)
        {
            _wake.Clear();
        }
        return null;
    }

    protected override void Complete()
    {
        _state = null;
        _wake.Set();
    }
}
