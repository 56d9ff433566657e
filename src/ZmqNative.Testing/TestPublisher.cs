using System.Buffers.Binary;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Testing;

/// <summary>
/// Publishes what bitcoind would, when a test says so: no node, real libzmq, in this process, on a port of its own. It can also do what bitcoind
/// does on bad days: lose messages, restart, stay away, send nonsense. <see cref="TestLink"/> in front of it breaks connections.
/// </summary>
/// <remarks>
/// One thread of its own serves the socket. Every member may be called from any thread, and returns when it is done. The socket is an XPUB, and says so in
/// its handshake where bitcoind says PUB: subscribers see no other difference, and it learns when they have subscribed. It queues without a limit:
/// nothing is lost unless the test says so.
/// </remarks>
public sealed partial class TestPublisher : IDisposable
{
    private const string UnixPrefix = "unix:";

    private readonly Lock _gate = new();
    private readonly Subscriptions _subscriptions = new();
    private readonly Dictionary<string, uint> _counters = new(StringComparer.Ordinal);
    private PublisherLife? _life;
    private byte[][]? _last;
    private bool _disposed;

    /// <summary>Starts to publish; nobody need be there.</summary>
    /// <param name="address">Where, as bitcoind and zmq_bind take it: <c>tcp://127.0.0.1:*</c> (a free port, default), <c>tcp://[::1]:28332</c>, <c>unix:/path</c>, <c>ipc:///path</c>.</param>
    /// <exception cref="ZmqException">The address cannot be bound: EADDRINUSE, EINVAL and what else zmq_bind names.</exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public TestPublisher(string address = "tcp://127.0.0.1:*")
    {
        ArgumentNullException.ThrowIfNull(address);
        _life = new PublisherLife(address.StartsWith(UnixPrefix, StringComparison.Ordinal) ? $"ipc://{address[UnixPrefix.Length..]}" : address, _subscriptions);
        Address = _life.Address;
    }

    /// <summary>Where subscribers connect to, with the real port: <c>tcp://127.0.0.1:41234</c>, <c>ipc:///path</c>. It stays the same across restarts.</summary>
    public string Address { get; }

    /// <summary>Publishes on any topic: three parts, the last one this topic's message sequence, which goes up by one.</summary>
    /// <param name="topic">First part, ASCII.</param>
    /// <param name="body">Second part, of any length, also a wrong one; copied.</param>
    /// <exception cref="InvalidOperationException">It is stopped.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void Publish(string topic, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(topic);
        byte[] counter = new byte[sizeof(uint)];
        byte[][] parts = [Encoding.ASCII.GetBytes(topic), body.ToArray(), counter];
        lock (_gate)
        {
            uint next = _counters.GetValueOrDefault(topic);
            BinaryPrimitives.WriteUInt32LittleEndian(counter, next);
            Send(parts);
            _counters[topic] = unchecked(next + 1);
        }
    }

    /// <summary>Publishes any parts as they are, however malformed. No counter changes.</summary>
    /// <param name="parts">At least one; the first one is what subscriptions are compared with.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="InvalidOperationException">It is stopped.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void PublishParts(params byte[][] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Length, nameof(parts));
        lock (_gate)
        {
            Send([.. parts.Select(part => part.ToArray())]);
        }
    }

    /// <summary>Closes the connections after what was published was sent, for 5 s at most to a peer that does not read; waits that are under way end.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            End();
            _disposed = true;
            _subscriptions.End();
        }
    }

    private void Send(byte[][] parts)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        (_life ?? throw new InvalidOperationException("The publisher is stopped: Start it before publishing.")).Send(parts);
        _last = parts;
    }

    // Under the lock. Nobody is subscribed to a publisher that is not there, and a new one counts from 0.
    private void End()
    {
        _life?.Dispose();
        _life = null;
        _last = null;
        _subscriptions.Clear();
        _counters.Clear();
    }
}
