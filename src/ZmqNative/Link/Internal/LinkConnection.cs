using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;
using ZmqNative.Subscribing;

namespace ZmqNative.Link;

/// <summary>
/// The state of a link, on a thread of its own: up from the peer's greeting until it leaves, its
/// connection ends, or it is silent too long.
/// </summary>
internal sealed class LinkConnection : IDisposable
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(2);

    private readonly NodeLinkOptions _options;
    private readonly string _address;
    private readonly LinkReader _reader;
    private readonly LinkSender _sender;
    private readonly LinkAsks _asks;
    private readonly LinkAnswers _answers;
    private readonly LinkLimits _limits;
    private readonly ILogger _logger;
    private readonly LinkSockets _sockets;
    private readonly Backoff _backoff = new(s_firstDelay, s_longestDelay);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(LinkProtocol.IdLength);
    private readonly IncomingMessage _message = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;

    // Guards the socket against its replacement, not its calls.
    private readonly Lock _replacing = new();
    private LinkSocket _socket;
    private bool _isUp;
    private ZapUser? _user;
    private long _seen;
    private long _opened = Stopwatch.GetTimestamp();
    private string? _waitingFor;

    internal LinkConnection(
        NodeLinkOptions options, string address, LinkReader reader, LinkSender sender, LinkAsks asks, ILogger logger,
        ILoggerFactory? loggerFactory)
    {
        (_options, _address, _reader, _sender, _asks, _logger) = (options, address, reader, sender, asks, logger);
        _limits = new LinkLimits(address, logger);
        _answers = new LinkAnswers(options, _limits, (unsent, rest) => Send(unsent, LinkProtocol.Answer, rest));
        _sockets = new LinkSockets(options, loggerFactory);
        try
        {
            _socket = _sockets.Open();
        }
        catch
        {
            _sockets.Dispose();
            throw;
        }
        Endpoint = IsBound ? _socket.Socket.LastEndpoint : address;
        _thread = new Thread(Run) { IsBackground = true, Name = "ZmqNative.NodeLink" };
    }

    internal string Endpoint { get; }

    private bool IsBound => _options.Bind is not null;

    internal void Start() => _thread.Start();

    internal bool Send(ReadOnlySpan<byte> first, params ReadOnlySpan<ReadOnlyMemory<byte>> rest) =>
        Send(unsent: null, first, rest);

    internal void Grant(uint credit) => _ = Send(LinkProtocol.Credit, LinkProtocol.Number(credit));

    public void Dispose()
    {
        lock (_replacing)
        {
            if (_end.IsCancellationRequested)
            {
                return;
            }
            _socket.Socket.Linger = 1000;
            _ = LinkProtocol.Send(_socket.Socket, null, LinkProtocol.Bye);
            _end.Cancel();
        }
        _thread.Join();
        _socket.Dispose();
        _sockets.Dispose();
        _message.Dispose();
        _end.Dispose();
    }

    private void Run()
    {
        long beaten = Stopwatch.GetTimestamp();
        try
        {
            Greet();
            while (true)
            {
                TimeSpan left = _options.HeartbeatInterval - Stopwatch.GetElapsedTime(beaten);
                _ = _socket.Poller.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero, _end.Token);
                TakeReports();
                TakeMessages();
                Look();
                if (Stopwatch.GetElapsedTime(beaten) >= _options.HeartbeatInterval)
                {
                    beaten = Stopwatch.GetTimestamp();
                    _ = _isUp && Send(LinkProtocol.Beat);
                }
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            // The link ends.
        }
        catch (ZmqException exception)
        {
            // The context was shut down.
            SetDown(exception.Message);
            _sender.End(exception);
        }
    }

    // inproc has no reports: there the greeting waits in the queue for the other side.
    private void Greet()
    {
        if (!IsBound && !_socket.IsMonitored)
        {
            SendHello();
        }
    }

    private void SendHello() => _ = Send(LinkProtocol.Hello, _id, LinkProtocol.Number(_reader.Room));

    private void TakeReports()
    {
        while (_socket.TryReadReport(out ZmqMonitorEvent report))
        {
            switch (report.Kind)
            {
                case ZmqMonitorEventKind.HandshakeSucceeded when !IsBound:
                    SendHello();
                    break;
                case ZmqMonitorEventKind.HandshakeSucceeded when _isUp && _socket.HasPeer:
                    LinkLog.PeerRefused(_logger, _address);
                    _reader.Add(new PeerRefused(_address, DateTimeOffset.UtcNow));
                    break;
                case ZmqMonitorEventKind.Disconnected when !IsBound:
                    SetDown("the connection has ended");
                    break;
                default:
                    break;
            }
        }
    }

    private void TakeMessages()
    {
        while (!_end.IsCancellationRequested && _message.TryReceive(_socket.Socket))
        {
            _seen = Stopwatch.GetTimestamp();
            if (!Take(_message.Topic.Span))
            {
                _limits.Ignored(_message.Count);
            }
        }
    }

    private bool Take(ReadOnlySpan<byte> first)
    {
        int count = _message.Count;
        if (first.SequenceEqual(LinkProtocol.Hello))
        {
            return count == 3 && _message.Counter.Length == sizeof(uint)
                && (!_limits.AllowsGreeting() || _sockets.IsRevoked(_user = ZapUser.Of(_message.Topic)) || SetUp());
        }
        if (!_isUp)
        {
            // Of a peer that left before it was greeted.
            return true;
        }
        if (LinkProtocol.IsNotification(first))
        {
            return _reader.Take(_message) || _limits.Exceeded($"{2 * _options.MaxQueued} notifications that wait");
        }
        if (first.SequenceEqual(LinkProtocol.Credit))
        {
            return count == 2 && _sender.TryAddCredit(_message.Body.Span);
        }
        if (first.SequenceEqual(LinkProtocol.Ask))
        {
            return count == 2 && _message.Body.Length <= LinkProtocol.LongestAsk
                && _answers.Take(_message.Body.ToArray());
        }
        if (first.SequenceEqual(LinkProtocol.Answer))
        {
            // Nobody may wait for it any more.
            byte[] body = count == 3 ? _message.Counter.ToArray() : [];
            _ = count is 2 or 3 && _asks.Complete(_message.Body.ToArray(), body);
            return count is 2 or 3;
        }
        if (first.SequenceEqual(LinkProtocol.Bye))
        {
            SetDown("the peer has ended the link");
            Renew();
            return true;
        }
        return first.SequenceEqual(LinkProtocol.Beat);
    }

    private bool SetUp()
    {
        uint credit = BinaryPrimitives.ReadUInt32LittleEndian(_message.Counter.Span);
        SetDown("the peer has begun again");
        _reader.Forget();
        if (IsBound)
        {
            SendHello();
        }
        _isUp = true;
        _waitingFor = null;
        _backoff.Reset();
        LinkLog.Up(_logger, _address);
        _reader.Add(new HandshakeDone(_address, DateTimeOffset.UtcNow));
        _sender.SetCredit(credit);
        _asks.SendAll();
        return true;
    }

    private void SetDown(string reason)
    {
        if (_isUp)
        {
            _isUp = false;
            _opened = Stopwatch.GetTimestamp();
            _sender.SetCredit(0);
            LinkLog.Down(_logger, _address, reason);
            _reader.Add(new Disconnected(_address, DateTimeOffset.UtcNow, reason));
        }
    }

    /// <summary>Looks at what no message reports.</summary>
    private void Look()
    {
        if (_isUp && !_socket.HasPeer)
        {
            SetDown("the connection has ended");
        }
        else if (_isUp && _sockets.IsRevoked(_user))
        {
            SetDown("the peer's key or name was taken off the list of who is allowed");
        }
        else if (_isUp && Stopwatch.GetElapsedTime(_seen) > _options.PeerTimeout)
        {
            SetDown($"silent for {_options.PeerTimeout.TotalSeconds:0.##} s");
            Renew();
        }
        else if (!_isUp && !IsBound && Stopwatch.GetElapsedTime(_opened) > _options.PeerTimeout)
        {
            string reason = "no answer: nobody listens there, or whoever does has another peer";
            if (_waitingFor != reason)
            {
                _waitingFor = reason;
                _reader.Add(new Waiting(_address, DateTimeOffset.UtcNow, null, reason));
            }
            Renew();
        }
    }

    // libzmq leaves a second connection open without serving it, and does not reconnect inproc. A
    // bound socket that has lost its peer takes the next one by itself.
    private void Renew()
    {
        if (IsBound)
        {
            return;
        }
        _ = _end.Token.WaitHandle.WaitOne(_backoff.Next());
        lock (_replacing)
        {
            _end.Token.ThrowIfCancellationRequested();
            _socket.Dispose();
            _socket = _sockets.Open();
            _opened = Stopwatch.GetTimestamp();
        }
        Greet();
    }

    private bool Send(ZmqByteCount? unsent, ReadOnlySpan<byte> first, params ReadOnlySpan<ReadOnlyMemory<byte>> rest)
    {
        lock (_replacing)
        {
            return !_end.IsCancellationRequested && LinkProtocol.Send(_socket.Socket, unsent, first, rest);
        }
    }
}
