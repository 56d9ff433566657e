using ZmqNative.Interop;
using ZmqNative.Security;

namespace ZmqNative.History;

/// <summary>A client: what it may be sent, and what it has not read yet.</summary>
/// <param name="routingId">Its name on the ROUTER socket.</param>
/// <param name="unread">What no client has read yet; shared by all.</param>
internal sealed class HistoryPeer(byte[] routingId, HistoryUnread unread)
{
    /// <summary>The limits of docs/history-protocol.md.</summary>
    internal const int RequestsPerSecond = 2000;
    internal const int MaxQueries = 8;
    internal const int MaxUnread = 1 << 20;

    private readonly Queue<int> _unread = [];
    private readonly RequestRate _rate = new(RequestsPerSecond, RequestsPerSecond);
    private int _unreadWeight;
    private int _acknowledged;
    private int _due;

    internal byte[] RoutingId => routingId;

    /// <summary>Who sent its last request; null without CURVE and PLAIN.</summary>
    internal ZapUser? User { get; set; }

    /// <summary>Whether its last request had the empty delimiter of a REQ socket.</summary>
    internal bool HasDelimiter { get; set; }

    /// <summary>A part of each reply with messages, as long as libzmq has not sent it.</summary>
    internal ZmqByteCount Unsent { get; } = new();

    /// <summary>The first part of each answer to a query, as long as libzmq has not sent it.</summary>
    internal ZmqByteCount UnsentAnswers { get; } = new();

    internal HistoryCursor? Cursor { get; private set; }

    /// <summary>The id of the request that the cursor belongs to.</summary>
    internal string? RequestId { get; private set; }

    /// <summary>The request that the cursor belongs to.</summary>
    internal string Get { get; private set; } = string.Empty;

    internal int Credit { get; private set; }

    /// <summary>In milliseconds of Environment.TickCount64.</summary>
    internal long LastSeen { get; private set; } = Environment.TickCount64;

    /// <summary>The number of its queries whose answers are still to come.</summary>
    internal int Queries { get; set; }

    /// <summary>Whether as many queries as may be are under way, or their answers were not read.</summary>
    internal bool HasTooManyQueries => Queries + UnsentAnswers.Messages >= MaxQueries;

    /// <summary>Whether it has read, or at least libzmq has sent, all that there was for it.</summary>
    internal bool HasNothingUnsent => Unsent.Messages + UnsentAnswers.Messages == 0;

    /// <summary>Whether it waits for its turn.</summary>
    internal bool IsQueued { get; set; }

    /// <summary>
    /// Whether a reply may be sent. One always may: its acknowledgement is what lets the next one go, whoever
    /// else does not read.
    /// </summary>
    internal bool HasRoom
    {
        get
        {
            Settle();
            return _unread.Count == 0 || (_unreadWeight < MaxUnread && !unread.IsTooMuch);
        }
    }

    /// <summary>Whether it waits for a reply that may be sent.</summary>
    internal bool IsReady => Cursor is not null && Credit > 0 && HasRoom;

    /// <summary>
    /// Whether its credit is for something: a request that goes on, or the replies to one that is done.
    /// </summary>
    internal bool CanContinue => Cursor is not null || _due > 0;

    /// <summary>Counts a request; false if there were too many.</summary>
    internal bool TryCount(long now)
    {
        LastSeen = now;
        return _rate.TryTake(now);
    }

    /// <summary>Begins to send what was asked for.</summary>
    internal void Begin(HistoryCursor cursor, string get, string? id, int credit)
    {
        AskAgain();
        (Cursor, Get, RequestId, Credit, _due) = (cursor, get, id, credit, 0);
    }

    /// <summary>Who asks again has read what came before.</summary>
    internal void AskAgain() => Acknowledge(_unread.Count);

    /// <summary>
    /// Serves a client no longer whose key or name was taken off the list: libzmq cannot end its connection.
    /// At most what it had credit for is still sent.
    /// </summary>
    /// <exception cref="HistoryException">It was.</exception>
    internal void ThrowIfRevoked(ServerSecurity? security)
    {
        if (security?.IsRevoked(User) == true)
        {
            End();
            throw new HistoryException(
                HistoryError.NotAllowed, $"{User!.Value.Name} was taken off the list of who is allowed.");
        }
    }

    /// <summary>
    /// Goes on; each credit is for a reply that was read. So the client's reading limits it, and it does not
    /// count: what is recovered in bulk over loopback is more than any rate of requests.
    /// </summary>
    internal void Continue(int credit)
    {
        if (_due > 0)
        {
            _rate.Return();
        }
        _due = Math.Max(0, _due - credit);
        Acknowledge(credit);
        Credit = Math.Min(Credit + credit, HistoryRequest.MaxCredit);
    }

    /// <summary>Records a reply to the cursor.</summary>
    internal void Sent(int weight, bool isLast)
    {
        Credit--;
        _due++;
        Count(weight);
        if (isLast)
        {
            Cursor = null;
        }
    }

    /// <summary>Records a reply to <c>newest</c>, which nobody acknowledges: it counts until it is sent.</summary>
    internal void SentNewest(int weight)
    {
        Count(weight);
        Acknowledge(1);
    }

    /// <summary>Nothing more is sent before it asks again.</summary>
    internal void End() => (Cursor, _due) = (null, 0);

    /// <summary>It is forgotten, and what it has not read does not count any more.</summary>
    internal void Forget()
    {
        End();
        unread.Bytes -= _unreadWeight;
        _unread.Clear();
        (_unreadWeight, _acknowledged) = (0, 0);
    }

    private void Count(int weight)
    {
        if (weight == 0)
        {
            return;
        }
        _unread.Enqueue(weight);
        _unreadWeight += weight;
        unread.Bytes += weight;
    }

    private void Acknowledge(int count)
    {
        _acknowledged = Math.Min(_acknowledged + count, _unread.Count);
        Settle();
    }

    // A client that does not read may say that it has, but a reply that libzmq still has was not read. They are
    // sent in their order, so the last ones are those that it still has.
    private void Settle()
    {
        while (_acknowledged > 0 && _unread.Count > Unsent.Messages)
        {
            _acknowledged--;
            int weight = _unread.Dequeue();
            _unreadWeight -= weight;
            unread.Bytes -= weight;
        }
    }
}
