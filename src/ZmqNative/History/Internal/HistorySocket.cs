using System.Buffers.Binary;
using ZmqNative.Interop;
using ZmqNative.Security;

namespace ZmqNative.History;

/// <summary>The ROUTER socket of the server. Used by one thread.</summary>
internal sealed class HistorySocket : IDisposable
{
    // libzmq closes the connection of a client that sends a larger part.
    private const int MaxPart = 1 << 20;

    // Twice the credit that a client can give: libzmq says only of every half of its mark, 16 replies, that they
    // were sent, so that up to 15 that are long gone still count.
    private const int MaxReplies = 2 * HistoryRequest.MaxCredit;
    private const int MaxRequests = 16;
    private const int MostParts = 4;

    private readonly ZmqSocket _socket;
    private readonly List<ZmqMessage> _parts = [];
    private readonly ZmqMessage _header = new();

    internal HistorySocket(ZmqContext context, string address, Action<ZmqSocket>? protect)
    {
        _socket = new ZmqSocket(context, ZmqSocketType.Router, locked: false);
        try
        {
            _socket.Linger = 0;
            _socket.IPv6 = Protocol.ZmqAddress.IsIPv6(address);
            _socket.SendHighWatermark = MaxReplies;
            _socket.ReceiveHighWatermark = MaxRequests;
            _socket.MaxMessageSize = MaxPart;
            _socket.HandshakeInterval = ServerLimits.HandshakeMilliseconds;
            _socket.SetRouterMandatory(true);
            protect?.Invoke(_socket);
            _socket.Bind(address);
            Endpoint = _socket.LastEndpoint;
            Poller = new ZmqPoller(_socket);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    internal string Endpoint { get; }

    internal ZmqPoller Poller { get; }

    /// <summary>Who sent the request that was received last; null without CURVE and PLAIN.</summary>
    /// <remarks>Of a part of its own: a routing id that was polled before has no properties.</remarks>
    internal ZapUser? User => ZapUser.Of(_parts[1]);

    /// <summary>Receives a request without waiting.</summary>
    /// <param name="routingId">The client; valid until the next call.</param>
    /// <param name="hasDelimiter">Whether an empty part came before the request.</param>
    /// <param name="request">Null if the message has other parts than it should.</param>
    internal bool TryReceive(out ReadOnlySpan<byte> routingId, out bool hasDelimiter, out ZmqMessage? request)
    {
        routingId = default;
        (hasDelimiter, request) = (false, null);
        int count = _socket.Receive(_parts, TimeSpan.Zero);
        if (count == 0)
        {
            return false;
        }
        routingId = _parts[0].Content;
        hasDelimiter = count > 2 && _parts[1].Length == 0;
        request = count == (hasDelimiter ? 3 : 2) ? _parts[count - 1] : null;
        while (_parts.Count > MostParts)
        {
            _parts[^1].Dispose();
            _parts.RemoveAt(_parts.Count - 1);
        }
        return true;
    }

    /// <summary>Sends a reply without waiting; one with messages is counted until libzmq has sent it.</summary>
    /// <returns>
    /// False if the client does not read, or is gone; then <paramref name="isGone"/> is set.
    /// </returns>
    internal bool TrySend(
        HistoryPeer peer, ReadOnlySpan<byte> header, ReadOnlySpan<HistorySelection.Item> items, out bool isGone)
    {
        if (!TryAddress(peer, out isGone))
        {
            return false;
        }
        if (peer.HasDelimiter)
        {
            Send([], more: true);
        }
        if (items.Length == 0)
        {
            Send(header, more: false);
            return true;
        }
        // Of all parts this one is counted: libzmq releases it before it sends those behind it, so nobody has
        // read them before.
        SendCounted(header, peer.Unsent, more: true);
        Span<byte> sequence = stackalloc byte[sizeof(uint)];
        for (int i = 0; i < items.Length; i++)
        {
            ref readonly HistorySelection.Item item = ref items[i];
            Send(item.Topic, more: true);
            if (item.Shared is { } shared)
            {
                _ = _socket.Send(shared, more: true, wait: false, out _);
            }
            else
            {
                Send(item.Body.Span, more: true);
            }
            BinaryPrimitives.WriteUInt32LittleEndian(sequence, item.MessageSequence);
            Send(sequence, more: i < items.Length - 1);
        }
        return true;
    }

    /// <summary>Sends an answer without waiting.</summary>
    /// <returns>As the other overload.</returns>
    internal bool TrySend(HistoryPeer peer, ReadOnlySpan<byte> header, ReadOnlyMemory<byte>? body, out bool isGone)
    {
        if (!TryAddress(peer, out isGone))
        {
            return false;
        }
        if (peer.HasDelimiter)
        {
            Send([], more: true);
        }
        SendCounted(header, peer.UnsentAnswers, more: body is not null);
        if (body is { } bytes)
        {
            using ZmqMessage part = new();
            part.Adopt(bytes);
            _ = _socket.Send(part, more: false, wait: false, out _);
        }
        return true;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _header.Dispose();
        _parts.ForEach(part => part.Dispose());
    }

    private bool TryAddress(HistoryPeer peer, out bool isGone)
    {
        isGone = false;
        try
        {
            return _socket.Send(peer.RoutingId, more: true, wait: false);
        }
        catch (ZmqException exception) when (!exception.IsContextTerminated)
        {
            // EHOSTUNREACH.
            isGone = true;
            return false;
        }
    }

    private void SendCounted(ReadOnlySpan<byte> part, ZmqByteCount count, bool more)
    {
        _header.CopyFrom(part, count);
        if (!_socket.SendAndClear(_header, more, wait: false, out _))
        {
            _header.Clear();
        }
    }

    // Once the first part was taken, the others are, or the client is gone and they are dropped.
    private void Send(ReadOnlySpan<byte> part, bool more) => _ = _socket.Send(part, more, wait: false, out _);
}
