using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Link;

/// <summary>
/// One PAIR socket and the reports of its connections, of which <c>inproc</c> has none.
/// </summary>
internal sealed class LinkSocket : IDisposable
{
    // libzmq reconnects a socket that was connected; where that does not help there is a new one.
    private const int ReconnectMilliseconds = 100;

    private readonly ZmqMonitorReader? _monitor;

    internal LinkSocket(ZmqContext context, NodeLinkOptions options, Action<ZmqSocket> protect)
    {
        string address = ZmqAddress.Translate(options.Bind ?? options.Connect!);
        bool isInProcess = address.StartsWith("inproc://", StringComparison.Ordinal);
        Socket = new ZmqSocket(context, ZmqSocketType.Pair)
        {
            // The peer's credit bounds what is queued, and a queue that is full would lose queries.
            SendHighWatermark = 0,
            ReceiveHighWatermark = 0,
            MaxMessageSize = options.MaxMessageLength,
            HandshakeInterval = ServerLimits.HandshakeMilliseconds,
            ReconnectInterval = ReconnectMilliseconds,
            Linger = 0,
            IPv6 = ZmqAddress.IsIPv6(address),
        };
        try
        {
            if (!isInProcess)
            {
                // Or a bound socket would keep a peer that is gone without a word, and take no other.
                Socket.HeartbeatInterval = (int)options.HeartbeatInterval.TotalMilliseconds;
                Socket.HeartbeatTimeout = (int)options.PeerTimeout.TotalMilliseconds;
                _monitor = new ZmqMonitorReader(context, Socket);
            }
            protect(Socket);
            if (options.Bind is null)
            {
                Socket.Connect(address);
            }
            else
            {
                Socket.Bind(address);
            }
            Poller = _monitor is null ? new ZmqPoller(Socket) : new ZmqPoller(Socket, _monitor.Events);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal ZmqSocket Socket { get; }

    internal ZmqPoller Poller { get; }

    /// <summary>Whether its connections are reported.</summary>
    internal bool IsMonitored => _monitor is not null;

    /// <summary>Whether the socket has a peer that it could send to.</summary>
    internal bool HasPeer => (Socket.Events & ZmqPollEvents.Send) != 0;

    internal bool TryReadReport(out ZmqMonitorEvent report)
    {
        report = default;
        return _monitor?.TryRead(out report) == true;
    }

    public void Dispose()
    {
        Socket.Dispose();
        _monitor?.Dispose();
    }
}
