using System.Buffers.Binary;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Testing;

/// <summary>
/// Publishes bitcoind's notifications when a test calls for them, without a node: with the real
/// libzmq, in this process, on a port of its own. It can also simulate faults: lose messages,
/// restart, stay stopped, send malformed messages. <see cref="TestLink"/> in front of it breaks
/// connections.
/// </summary>
/// <remarks>
/// A thread of its own serves the socket. All members may be called from any thread and return when
/// they are done. The socket type is XPUB, and the handshake contains it where bitcoind's contains
/// PUB. Subscribers see no other difference, and XPUB reports subscriptions. It has no high water
/// mark: nothing is lost unless the test asks for it.
/// </remarks>
public sealed partial class TestPublisher : CoreNotifications, IDisposable
{
    private const string UnixPrefix = "unix:";

    private readonly Subscriptions _subscriptions = new();
    private PublisherLife? _life;
    private PublisherHistory? _history;
    private byte[][]? _last;
    private bool _disposed;

    /// <summary>Starts to publish; nobody need be there.</summary>
    /// <param name="address">
    /// The address to bind, as for bitcoind and zmq_bind: <c>tcp://127.0.0.1:*</c> (a free port,
    /// default), <c>tcp://[::1]:28332</c>, <c>unix:/path</c>, <c>ipc:///path</c>.
    /// </param>
    /// <param name="history">
    /// The address of a history of what is published, in memory, as of <c>-zmqhistory</c>:
    /// <c>tcp://127.0.0.1:*</c> (default: null, none).
    /// </param>
    /// <exception cref="ZmqException">
    /// An address cannot be bound: EADDRINUSE, EINVAL or another error of zmq_bind.
    /// </exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public TestPublisher(string address = "tcp://127.0.0.1:*", string? history = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _life = new PublisherLife(
            address.StartsWith(UnixPrefix, StringComparison.Ordinal)
                ? $"ipc://{address[UnixPrefix.Length..]}" : address,
            _subscriptions);
        Address = _life.Address;
        try
        {
            _history = history is null ? null : new PublisherHistory(history, Address);
        }
        catch
        {
            _life.Dispose();
            throw;
        }
        History = _history?.Address;
    }

    /// <summary>
    /// The address to connect to, with the chosen port: <c>tcp://127.0.0.1:41234</c>,
    /// <c>ipc:///path</c>. It stays the same across restarts.
    /// </summary>
    public string Address { get; }

    /// <summary>
    /// The address of the history, with the chosen port, for a subscriber's option of that name or a
    /// <see cref="ZmqNative.History.HistoryClient"/>; null without one. It stays the same across
    /// restarts, and each start begins a new stream.
    /// </summary>
    public string? History { get; }

    /// <inheritdoc/>
    public override void Publish(string topic, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(topic);
        byte[] counter = new byte[sizeof(uint)];
        byte[][] parts = [Encoding.ASCII.GetBytes(topic), body.ToArray(), counter];
        lock (Gate)
        {
            uint next = Counters.GetValueOrDefault(topic);
            BinaryPrimitives.WriteUInt32LittleEndian(counter, next);
            if (LosesMessages)
            {
                ThrowIfStopped();
            }
            else
            {
                Send(parts);
            }
            _history?.Keep(topic, next, body);
            Counters[topic] = unchecked(next + 1);
        }
    }

    /// <summary>Publishes any parts as they are, however malformed. No counter changes.</summary>
    /// <param name="parts">
    /// At least one; subscriptions are compared with the first.
    /// </param>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="InvalidOperationException">It is stopped.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void PublishParts(params byte[][] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Length, nameof(parts));
        lock (Gate)
        {
            Send([.. parts.Select(part => part.ToArray())]);
        }
    }

    /// <summary>
    /// Closes the connections after all published messages are sent, for 5 s at most to a peer that
    /// does not read. Pending waits end.
    /// </summary>
    public void Dispose()
    {
        lock (Gate)
        {
            End();
            _disposed = true;
            _subscriptions.End();
        }
    }

    private void Send(byte[][] parts)
    {
        ThrowIfStopped().Send(parts);
        _last = parts;
    }

    private PublisherLife ThrowIfStopped()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _life ?? throw new InvalidOperationException("The publisher is stopped: Start it before publishing.");
    }

    // The caller holds the lock. A stopped publisher has no subscriptions, and a new one counts
    // from 0.
    private void End()
    {
        _life?.Dispose();
        _history?.Dispose();
        (_life, _history) = (null, null);
        _last = null;
        _subscriptions.Clear();
        Counters.Clear();
    }
}
