using Microsoft.Extensions.Logging;
using ZmqNative.Interop;
using ZmqNative.Security;

namespace ZmqNative.History;

/// <summary>Answers requests, on a thread of its own, one reply to each client in turn.</summary>
internal sealed class HistoryResponder : IDisposable
{
    private const int RequestsAtOnce = 64;

    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly HistoryMemory _memory;
    private readonly HistoryReader _reader;
    private readonly Func<HistoryInfo> _info;
    private readonly HistorySocket _socket;
    private readonly ServerSecurity? _security;
    private readonly ILogger _logger;
    private readonly string _address;
    private readonly HistoryPeers _peers = new();
    private readonly Queue<HistoryPeer> _ready = [];
    private readonly HistorySelection _selection;
    private readonly HistoryReplyWriter _replies = new();
    private readonly HistoryRequests _requests;
    private readonly IReadOnlyDictionary<string, HistoryHandler> _handlers;
    private readonly HistoryAnswers _answers = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;
    private readonly HistoryWriter? _writer;
    private readonly RequestRate _dropLog = new(perSecond: 1 / 60.0, burst: 1);
    private readonly LimitReport _limits;

    internal HistoryResponder(
        HistoryMemory memory, HistoryWriter? writer, HistorySocket socket, ServerSecurity? security, string address,
        Func<HistoryReader, HistoryInfo> info, IReadOnlyDictionary<string, HistoryHandler> handlers, ILogger logger)
    {
        (_memory, _writer, _socket, _security) = (memory, writer, socket, security);
        (_address, _handlers, _logger) = (address, handlers, logger);
        _limits = new LimitReport("history", address, logger);
        _limits.Begin();
        _reader = new HistoryReader(memory, writer);
        _selection = new HistorySelection(memory);
        _info = () => info(_reader);
        _requests = new HistoryRequests(memory, _reader, writer, _info);
        _thread = new Thread(Run) { IsBackground = true, Name = "ZmqNative history" };
        _thread.Start();
    }

    /// <summary>Ends the thread; the socket is still open.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _thread.Join();
        _answers.Dispose();
        _end.Dispose();
        _replies.Dispose();
    }

    private void Run()
    {
        try
        {
            long nextTick = Environment.TickCount64;
            while (!_end.IsCancellationRequested)
            {
                if (Environment.TickCount64 >= nextTick)
                {
                    nextTick = Environment.TickCount64 + (long)s_tick.TotalMilliseconds;
                    _memory.RemoveOld();
                    _peers.RemoveSilent();
                    QueueAll();
                }
                if (!(ReceiveSome() | ServeNext() | SendAnswers()))
                {
                    _answers.Await(_socket.Poller, s_tick, _end.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The history ends.
        }
#pragma warning disable CA1031 // Publishing goes on, whatever happens here.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HistoryLog.Ended(_logger, exception.Message);
        }
    }

    private bool ReceiveSome()
    {
        int count = 0;
        while (count < RequestsAtOnce
            && _socket.TryReceive(out ReadOnlySpan<byte> routingId, out bool hasDelimiter, out ZmqMessage? request))
        {
            count++;
            HistoryPeer peer = _peers[routingId];
            peer.HasDelimiter = hasDelimiter;
            peer.User = _security is null ? null : _socket.User;
            Take(peer, request);
        }
        return count > 0;
    }

    private void Take(HistoryPeer peer, ZmqMessage? part)
    {
        HistoryMetrics.Request(_address);
        string? id = null;
        try
        {
            if (!peer.TryCount(Environment.TickCount64))
            {
                throw Exceeded($"{HistoryPeer.RequestsPerSecond} requests a second");
            }
            using HistoryRequest request = HistoryRequest.Read(
                part is null ? throw HistoryRequest.Malformed("A request has one part.") : part.Content, out id);
            peer.ThrowIfRevoked(_security);
            Answer(peer, request);
        }
        catch (Exception exception) when (HistoryRequest.IsRefused(exception))
        {
            HistoryException refusal = HistoryRequest.Refusal(exception);
            HistoryMetrics.Refused(_address, refusal.Error);
            Send(peer, _replies.Refusal(id, refusal, _info()), []);
        }
        Queue(peer);
    }

    private void Answer(HistoryPeer peer, HistoryRequest request)
    {
        switch (request.Get)
        {
            case HistoryProtocol.Info:
                Send(peer, _replies.Info(request.Id, _info()), []);
                break;
            case HistoryProtocol.Newest:
                SendNewest(peer, request);
                break;
            case HistoryProtocol.From or HistoryProtocol.Range:
                HistoryCursor cursor = request.Get == HistoryProtocol.From
                    ? _requests.From(request) : _requests.Range(request);
                peer.Begin(cursor, request.Get, request.Id, request.Credit);
                break;
            case HistoryProtocol.More when peer.CanContinue:
                peer.Continue(request.Credit);
                break;
            case HistoryProtocol.More:
                throw new HistoryException(
                    HistoryError.UnknownRequest,
                    "There is nothing to continue: the last request is done, or forgotten.");
            case var other when _handlers.TryGetValue(other, out HistoryHandler? handler):
                Ask(peer, handler, request);
                break;
            default:
                throw new HistoryException(
                    HistoryError.UnknownRequest, "The member get is not info, from, range, newest or more.");
        }
    }

    private void SendNewest(HistoryPeer peer, HistoryRequest request)
    {
        peer.AskAgain();
        if (!peer.HasRoom)
        {
            throw Exceeded($"{HistoryPeer.MaxUnread} unread bytes of its own, or {HistoryUnread.Most} of all");
        }
        Guarded(() => _reader.ReadNewest(_selection));
        int weight = _selection.Weight;
        if (SendSelection(peer, request.Get, request.Id))
        {
            peer.SentNewest(weight);
        }
    }

    private void Ask(HistoryPeer peer, HistoryHandler handler, HistoryRequest request)
    {
        if (peer.HasTooManyQueries)
        {
            throw Exceeded($"{HistoryPeer.MaxQueries} queries of one client are under way, or their answers not read");
        }
        _answers.Expect(peer, handler(request.Members, request.Id));
        peer.Queries++;
    }

    private HistoryException Exceeded(string limit)
    {
        _limits.Exceeded(limit);
        return new HistoryException(HistoryError.Busy, $"More than {limit}.");
    }

    private bool SendAnswers()
    {
        bool any = false;
        while (_answers.TryTake(out HistoryPeer? peer, out (byte[] Header, ReadOnlyMemory<byte>? Body) answer))
        {
            any = true;
            peer.Queries--;
            if (!_socket.TrySend(peer, answer.Header, answer.Body, out bool isGone))
            {
                Drop(peer, isGone);
            }
        }
        return any;
    }

    private void Queue(HistoryPeer peer)
    {
        if (peer.IsReady && !peer.IsQueued)
        {
            peer.IsQueued = true;
            _ready.Enqueue(peer);
        }
    }

    // What others have read, or libzmq has sent, makes room for a client that says nothing meanwhile.
    private void QueueAll()
    {
        foreach (HistoryPeer peer in _peers.All)
        {
            Queue(peer);
        }
    }

    private bool ServeNext()
    {
        if (!_ready.TryDequeue(out HistoryPeer? peer))
        {
            return false;
        }
        peer.IsQueued = false;
        if (peer.IsReady)
        {
            Guarded(() => _reader.Read(peer.Cursor!, _selection));
            (int weight, bool isDone) = (_selection.Weight, _selection.IsDone);
            if (SendSelection(peer, peer.Get, peer.RequestId))
            {
                peer.Sent(weight, isDone);
                Queue(peer);
            }
        }
        return true;
    }

    // A store that cannot be read is used no longer, and what memory has is the answer.
    private void Guarded(Action read)
    {
        _selection.Clear();
        try
        {
            read();
        }
#pragma warning disable CA1031 // A store may fail with anything.
        catch (Exception exception) when (_writer?.Store is not null)
#pragma warning restore CA1031
        {
            _writer.Fail(exception.Message);
            _selection.Clear();
            read();
        }
    }

    private bool SendSelection(HistoryPeer peer, string get, string? id)
    {
        bool isSent = Send(peer, _replies.Messages(get, id, _selection), _selection.Span);
        if (isSent)
        {
            HistoryMetrics.Messages(_address, _selection.Items.Count);
        }
        _selection.Clear();
        return isSent;
    }

    private bool Send(HistoryPeer peer, ReadOnlySpan<byte> header, ReadOnlySpan<HistorySelection.Item> items)
    {
        bool isSent = _socket.TrySend(peer, header, items, out bool isGone);
        if (!isSent)
        {
            Drop(peer, isGone);
        }
        return isSent;
    }

    private void Drop(HistoryPeer peer, bool isGone)
    {
        if (isGone)
        {
            _peers.Remove(peer);
            return;
        }
        // Not forgotten: as a new client it could ask without a limit.
        peer.End();
        HistoryMetrics.Dropped(_address);
        if (_dropLog.TryTake(Environment.TickCount64))
        {
            HistoryLog.Dropped(_logger, _address);
        }
    }
}
