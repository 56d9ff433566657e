using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary>
/// An item on its way from the receiving thread to a consumer. A notification of a hash becomes an object when it is taken, not before: so the receiving thread
/// allocates nothing for it, and what waits is no work for the garbage collector.
/// </summary>
internal struct QueuedItem
{
    // Null for a notification of a hash.
    private StreamItem? _item;
    private string _source;
    private long _ticks;
    private ulong _mempoolSequence;
    private Hash256 _hash;
    private uint? _messageSequence;
    private HashKind _kind;

    /// <summary>Its place may be used again, for a notification of a hash: there is no object in it.</summary>
    internal void Set(in ReceivedNotification received)
    {
        HashKind kind = NotificationParser.HashKindOf(received);
        if (kind == HashKind.None)
        {
            _item = NotificationParser.ParseOther(received);
            return;
        }
        ReadOnlySpan<byte> body = received.Body;
        _source = received.Source;
        _ticks = received.Time.Ticks;
        _messageSequence = received.MessageSequence;
        _kind = kind;
        Hash256.ReadReversed(body, out _hash);
        _mempoolSequence = kind is HashKind.Added or HashKind.Removed ? NotificationParser.MempoolSequence(body) : 0;
    }

    internal void Set(StreamItem item) => _item = item;

    /// <summary>Takes it out: the place is free then.</summary>
    internal StreamItem Take()
    {
        if (_item is not { } item)
        {
            return NotificationParser.Make(_kind, _source, new DateTimeOffset(_ticks, TimeSpan.Zero), _messageSequence, _hash, _mempoolSequence);
        }
        _item = null;
        return item;
    }
}
