using ZmqNative.Interop;

namespace ZmqNative.Testing;

/// <content>What a consumer has to cope with.</content>
public sealed partial class TestPublisher
{
    /// <summary>
    /// The message sequence of the next message of a topic. It begins at 0, increases by one with
    /// each message, and wraps to 0 after 4294967295.
    /// </summary>
    /// <param name="topic">The topic.</param>
    public uint Counter(string topic)
    {
        lock (Gate)
        {
            return _counters.GetValueOrDefault(topic);
        }
    }

    /// <summary>
    /// Sets the message sequence of the next message of a topic, for example to just before the
    /// wrap, or back.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="value">The number.</param>
    public void SetCounter(string topic, uint value)
    {
        lock (Gate)
        {
            _counters[topic] = value;
        }
    }

    /// <summary>
    /// Loses messages of a topic, as when bitcoind's queue for a subscriber has reached its high
    /// water mark: they are counted but not sent.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="count">How many.</param>
    public void SkipMessages(string topic, uint count)
    {
        lock (Gate)
        {
            _counters[topic] = unchecked(_counters.GetValueOrDefault(topic) + count);
        }
    }

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
            _life ??= new PublisherLife(Address, _subscriptions);
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
