using ZmqNative.Interop;

namespace ZmqNative.Testing;

/// <content>What a consumer has to cope with.</content>
public sealed partial class TestPublisher
{
    /// <summary>
    /// Whether messages are lost on their way, as when bitcoind's queue for a subscriber has reached its
    /// high water mark: they are counted and kept in the history, and not sent (default: false).
    /// </summary>
    public bool LosesMessages { get; set; }

    /// <summary>
    /// Sends the last message again, with the same message sequence, as bitcoind does for an
    /// address given twice.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// It is stopped, or nothing was published since it was started.
    /// </exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void Repeat()
    {
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Send(_last ?? throw new InvalidOperationException(
                "Nothing was published since the publisher was started: there is nothing to repeat."));
        }
    }

    /// <summary>
    /// Stops as bitcoind does: connections are closed and the port is free. Messages published
    /// before are still sent, for 5 s at most to a peer that does not read.
    /// </summary>
    /// <remarks>Does nothing when it is stopped. Returns when the port is free.</remarks>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void Stop()
    {
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            End();
        }
    }

    /// <summary>
    /// Starts again at the same address, as a new bitcoind: all counters begin at 0. Subscribers
    /// reconnect by themselves; wait for them before publishing.
    /// </summary>
    /// <remarks>Does nothing when it is not stopped.</remarks>
    /// <exception cref="ZmqException">
    /// EADDRINUSE: another process has bound the port meanwhile.
    /// </exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void Start()
    {
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_life is null)
            {
                _life = new PublisherLife(Address, _subscriptions);
                _history = History is null ? null : new PublisherHistory(History, Address);
            }
        }
    }

    /// <summary><see cref="Stop"/>, then <see cref="Start"/>.</summary>
    /// <exception cref="ZmqException">
    /// EADDRINUSE: somebody has taken the port meanwhile.
    /// </exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void Restart()
    {
        lock (Gate)
        {
            Stop();
            Start();
        }
    }
}
