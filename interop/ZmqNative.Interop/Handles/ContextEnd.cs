namespace ZmqNative.Interop;

/// <summary>
/// Ends a context on a thread of its own, so that whoever asks for it, and be it the finaliser,
/// waits no longer than it wants to. libzmq cannot be made to give up: a context that does not end
/// in time is kept, with its threads and descriptors, and counted until it has ended after all.
/// </summary>
internal sealed class ContextEnd
{
    private const int Running = 0, Overdue = 1, Ended = 2;

    private static int s_overdue;

    private int _state;
    private int _error;

    private ContextEnd()
    {
    }

    /// <summary>The contexts that have not ended in time, and not since.</summary>
    internal static int OverdueCount => Volatile.Read(ref s_overdue);

    /// <summary>
    /// zmq_ctx_term, called again when a signal interrupted it, as its manual says. Blocks
    /// until every socket is closed and has sent what it has to send.
    /// </summary>
    /// <returns>0, or the error number.</returns>
    internal static int Wait(nint context)
    {
        int error;
        do
        {
            error = LibZmq.zmq_ctx_term(context) == -1 ? ZmqLibrary.LastError() : 0;
        }
        while (error == LibZmq.EINTR);
        return error;
    }

    /// <summary>Ends a context, and waits for it for at most a time.</summary>
    /// <param name="context">The context; nothing else may use it afterwards.</param>
    /// <param name="timeout">How long to wait; infinite if negative.</param>
    /// <returns>
    /// 0 or the error number of zmq_ctx_term; null if it goes on, also when there was no memory for
    /// a thread.
    /// </returns>
    internal static int? Begin(nint context, TimeSpan timeout)
    {
        ContextEnd end = new();
        try
        {
            Thread thread = new(() => end.Run(context)) { IsBackground = true, Name = nameof(ContextEnd) };
            thread.Start();
            if (thread.Join(timeout < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : timeout))
            {
                return end._error;
            }
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // The context is never ended.
        }
        catch (ThreadInterruptedException)
        {
            // A handle's release does not throw: the next wait of this thread does.
            Thread.CurrentThread.Interrupt();
        }
        // Counted before the state shows it, so that the thread never takes off what is not there.
        Interlocked.Increment(ref s_overdue);
        if (Interlocked.CompareExchange(ref end._state, Overdue, Running) == Running)
        {
            return null;
        }
        Interlocked.Decrement(ref s_overdue);
        return end._error;
    }

    private void Run(nint context)
    {
        _error = Wait(context);
        if (Interlocked.Exchange(ref _state, Ended) == Overdue)
        {
            Interlocked.Decrement(ref s_overdue);
        }
    }
}
