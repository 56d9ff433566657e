using System.Buffers.Binary;
using System.Text;
using ZmqNative.Interop;
using ZmqNative.Messages;
using ZmqNative.Notifiers;

namespace ZmqNative.Subscriber;

/// <summary>Receives notifications from one or several publishers. One thread at a time; <see cref="Dispose"/> from any.</summary>
/// <remarks>One SUB socket for each address, since a message does not tell where it came from; no receive limit.</remarks>
public sealed class NotificationSubscriber : IDisposable
{
    private readonly ZmqContext _context = new();
    private readonly List<ZmqSocket> _sockets = [];
    private readonly IReadOnlyList<string> _addresses;
    private readonly ZmqPoller _poller;
    private readonly ZmqMessage _part = new();
    private int _next;

    /// <summary>Connects, now or when the publisher appears.</summary>
    /// <param name="addresses">What publishers are bound to: tcp://127.0.0.1:28332, ipc:///path, unix:/path.</param>
    /// <param name="topics">Topics or prefixes of topics; none means everything.</param>
    /// <exception cref="ZmqException">An address that libzmq cannot connect to.</exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public NotificationSubscriber(IReadOnlyList<string> addresses, IReadOnlyList<string> topics)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentNullException.ThrowIfNull(topics);
        _addresses = addresses;
        try
        {
            foreach (string address in addresses)
            {
                ZmqSocket socket = new(_context, ZmqSocketType.Subscribe);
                _sockets.Add(socket);
                socket.Linger = 0;
                socket.ReceiveHighWatermark = 0;
                socket.IPv6 = true;
                foreach (string topic in topics.DefaultIfEmpty(string.Empty))
                {
                    socket.Subscribe(Encoding.ASCII.GetBytes(topic));
                }
                socket.Connect(ZmqAddress.Translate(address));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        _poller = new ZmqPoller([.. _sockets]);
    }

    /// <summary>Waits for the next notification, in order for each address.</summary>
    /// <param name="cancellationToken">Ends the wait and the subscriber.</param>
    /// <returns>The notification; null when cancelled or disposed of.</returns>
    public NotificationMessage? Receive(CancellationToken cancellationToken = default)
    {
        using CancellationTokenRegistration wake = cancellationToken.Register(_context.Shutdown);
        try
        {
            while (true)
            {
                for (int i = 0; i < _sockets.Count; i++)
                {
                    // Round robin, so that a busy address does not starve the others.
                    int socket = (_next + i) % _sockets.Count;
                    if (_sockets[socket].TryReceive(_part))
                    {
                        _next = socket + 1;
                        return ReadRest(socket);
                    }
                }
                _ = _poller.Wait(Timeout.InfiniteTimeSpan);
            }
        }
        catch (Exception exception) when (exception is ZmqException { IsContextTerminated: true } or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Ends a waiting <see cref="Receive"/> and closes the connections.</summary>
    public void Dispose()
    {
        // The part is left to its finaliser: a Receive on another thread may be at it for a moment yet.
        _context.Dispose();
        _sockets.ForEach(socket => socket.Dispose());
    }

    // | topic, ASCII | body | message sequence, uint32 LE, 4 bytes | ; parts beyond are a publisher's own affair and are passed over.
    private NotificationMessage ReadRest(int socket)
    {
        string topic = Encoding.ASCII.GetString(_part.Span);
        byte[] body = NextPart(socket) ? _part.Span.ToArray() : [];
        uint? messageSequence = NextPart(socket) && _part.Span.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(_part.Span) : null;
        while (NextPart(socket))
        {
        }
        return new NotificationMessage(_addresses[socket], topic, body, messageSequence);
    }

    // The parts of a message arrive together, so this never waits.
    private bool NextPart(int socket) => _part.HasMore && _sockets[socket].Receive(_part);
}
