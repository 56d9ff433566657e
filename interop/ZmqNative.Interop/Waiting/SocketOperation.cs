using System.Diagnostics;

namespace ZmqNative.Interop;

/// <summary>A receive or send that waits for its socket: a node in the socket's queue.</summary>
/// <remarks>
/// <code>
/// Idle ── enqueued ──> Queued ── accepted by libzmq, or failed ──────> Done
///                        └────── cancelled, timed out, disposed ──────> Done
/// </code>
/// Every transition happens under the socket's lock; <see cref="IsDone"/> may be read without it.
/// </remarks>
internal abstract class SocketOperation
{
    private volatile bool _isDone;
    private volatile bool _isCancelled;

    /// <summary>Whether it has ended.</summary>
    internal bool IsDone => _isDone;

    /// <summary>Whether it is in a queue.</summary>
    internal bool IsQueued { get; set; }

    /// <summary>Whether it sends; otherwise it receives.</summary>
    internal bool IsSend { get; private set; }

    /// <summary>Whether it is awaited; otherwise a thread waits for it.</summary>
    internal virtual bool IsAsync => false;

    /// <summary>Whether <see cref="Token"/> was cancelled; needs no lock.</summary>
    internal bool IsCancelled
    {
        get => _isCancelled;
        set => _isCancelled = value;
    }

    /// <summary>The token that may cancel it.</summary>
    internal virtual CancellationToken Token => default;

    /// <summary>0, or the number zmq_errno returned.</summary>
    internal int Error { get; private set; }

    /// <summary>The reason for a failure for which libzmq has no number; otherwise null.</summary>
    internal Exception? Failure { get; private set; }

    internal SocketOperation? Previous { get; set; }

    internal SocketOperation? Next { get; set; }

    /// <summary>Calls libzmq without waiting. Must neither throw nor run foreign code.</summary>
    /// <returns>0, or the number zmq_errno returned; EAGAIN leaves it in its queue.</returns>
    internal abstract int Try(ZmqSocket socket);

    /// <summary>
    /// Passes the outcome on. Called under the socket's lock: it must neither
    /// wait nor run foreign code.
    /// </summary>
    protected abstract void Complete();

    internal void Finish(int error, Exception? failure = null)
    {
        Debug.Assert(!_isDone && !IsQueued, "An operation has one outcome, and has left its queue then.");
        (Error, Failure) = (error, failure);
        _isDone = true;
        Complete();
    }

    protected void Begin(bool isSend)
    {
        Debug.Assert(!IsQueued, "An operation is used again only after its outcome.");
        (IsSend, IsCancelled, Error, Failure) = (isSend, false, 0, null);
        _isDone = false;
    }
}
