namespace ZmqNative.Interop;

/// <summary>
/// A call that blocks its thread until libzmq accepts it: the thread waits for the
/// socket's descriptor and for its own wake-up, without any lock. There is one for each
/// thread, and it is reused.
/// </summary>
/// <remarks>
/// The arguments lie on the blocked thread's stack, so the thread leaves only once the operation is
/// done or out of the queue. The thread that has the socket's lock when libzmq can accept the call
/// makes it, and wakes this one.
/// </remarks>
internal sealed unsafe class BlockedCall : SocketOperation
{
    [ThreadStatic]
    private static BlockedCall? t_call;

    private readonly WakeEvent _wake = WakeEvent.OfThisThread;
    private delegate*<ZmqSocket, void*, object?, int> _attempt;
    private void* _arguments;
    private object? _state;

    /// <summary>The one of the calling thread.</summary>
    internal static BlockedCall OfThisThread => t_call ??= new BlockedCall();

    /// <param name="attempt">
    /// Makes the call, wholly or not at all, without waiting; returns errno.
    /// </param>
    /// <param name="arguments">Its arguments and results, on the caller's stack.</param>
    /// <param name="state">The objects among the arguments; null if there are none.</param>
    /// <param name="isSend">Whether it sends; otherwise it receives.</param>
    internal void Begin(delegate*<ZmqSocket, void*, object?, int> attempt, void* arguments, object? state, bool isSend)
    {
        Begin(isSend);
        _attempt = attempt;
        _arguments = arguments;
        _state = state;
    }

    internal override int Try(ZmqSocket socket) => _attempt(socket, _arguments, _state);

    /// <summary>Interrupts the thread's wait, so that it checks for changes.</summary>
    internal void Wake() => _wake.Set();

    /// <summary>Waits for a change of the socket, a wake-up, or the timeout.</summary>
    /// <returns>
    /// The reason why the system refuses the wait, or null. The caller has
    /// to leave the queue first.
    /// </returns>
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
