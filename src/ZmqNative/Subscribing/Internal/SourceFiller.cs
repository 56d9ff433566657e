using ZmqNative.Bitcoin;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

//              a gap, or a block whose transactions are not known yet
//  Passing ─────────────────────────────────────────────────────────────> Holding
//     ^                                                                   │  ^  │
//     │   the block is known: what is missing is filled, as far as        │  │  │ the next block,
//     ├───it is certain, and what was held is handed on <─────────────────┤  └──┘ or a message
//     │   the block cannot be known, or the time is over: what was        │       behind it
//     └───held is handed on with its gaps <───────────────────────────────┘
//
//  A connection or a publisher that ended: handed on with its gaps, and everything is forgotten.

/// <summary>
/// Holds the messages of one address behind a loss until the blocks are known from which it is filled.
/// </summary>
internal sealed class SourceFiller(BlockBook book, FillOutput output, NotificationSubscriberOptions options)
{
    // No block has this many messages.
    private const int MaximumHeld = 200_000;

    // How long a rawblock may be behind its C before the block is asked for, in milliseconds.
    private const long RawBlockTime = 50;

    // Silence after which an announcement has been lost, in milliseconds.
    private const long AnnouncementTime = 500;

    private readonly bool _hasRawBlocks = options.Topics.Count == 0
        || options.Topics.Any(prefix => Topic.RawBlock.Name.StartsWith(prefix, StringComparison.Ordinal));

    private readonly FilledStream _stream = new(book, output);
    private readonly ChainPath _chain = new();
    private readonly List<HeldItem> _held = [];
    private long _lastReceived;

    // The first held message that reports a block; -1 if there is none before the scanned ones.
    private int _boundary = -1;
    private int _scanned;
    private bool _hasEvidence;

    // A block without which the boundary's steps are not known.
    private Hash256? _needed;

    // Whether the boundary waits for a transaction behind it.
    private bool _isOpen;

    /// <summary>Whether <see cref="Advance"/> has to be called after a short time.</summary>
    internal bool IsWaiting => _held.Count > 0 || _stream.IsAnnouncementDue;

    /// <summary>Takes a message in libzmq's memory.</summary>
    internal void OnNotification(in ReceivedNotification notification, long now)
    {
        (StreamMessageKind kind, Hash256 hash) = Read(notification);
        _lastReceived = now;
        if (kind == StreamMessageKind.RawBlock)
        {
            book.Add(notification.Body);
        }
        if (_stream.Track(kind) is { } track)
        {
            track.Tracker ??= notification.Parts.Tracker;
        }
        if (_held.Count == 0 && !IsStepOf(kind, hash))
        {
            _stream.Pass(notification, kind, hash);
            return;
        }
        _isOpen &= kind is not (StreamMessageKind.HashTransaction or StreamMessageKind.RawTransaction);
        _hasEvidence |= notification.MessageSequence is { } counter && _stream.IsEvidence(kind, hash, counter);
        _held.Add(new HeldItem(notification.Parts.Detach(), null, kind, hash, now));
        Advance(now);
    }

    /// <summary>Takes an event of the source.</summary>
    internal void OnEvent(StreamEvent streamEvent, long now)
    {
        bool isMark = streamEvent is Gap gap && _stream.IsMark(gap);
        bool isBreak = !isMark && (streamEvent.MayHaveLostMessages || streamEvent is Duplicate);
        if (isBreak)
        {
            Flush();
            _stream.Reset();
            _chain.Clear();
        }
        if (isMark ? !_stream.IsFilled((Gap)streamEvent) || _held.Count > 0 : _held.Count > 0 && !isBreak)
        {
            _held.Add(new HeldItem(null, streamEvent, StreamMessageKind.Other, default, now));
        }
        else if (isMark)
        {
            return; // It was filled before it showed.
        }
        else
        {
            output.Report(streamEvent);
        }
    }

    /// <summary>Hands on everything that is held.</summary>
    internal void Flush() => Advance(long.MaxValue);

    /// <summary>Hands on what is certain, and what has waited for too long.</summary>
    internal void Advance(long now)
    {
        while (_held.Count > 0 && AdvanceOnce(now))
        {
        }
        if (_held.Count == 0 && now != long.MaxValue && now - _lastReceived > AnnouncementTime)
        {
            _stream.OnSilence();
        }
    }

    // Whether anything was handed on.
    private bool AdvanceOnce(long now)
    {
        bool isLate = _held.Count > MaximumHeld || now - _held[0].Since >= options.FillWithin.TotalMilliseconds;
        int boundary = FindBoundary();
        if (boundary < 0)
        {
            bool isTried = _hasEvidence || isLate;
            _hasEvidence = false;
            return isTried && Settle(_held.Count, [], isLate);
        }
        HeldItem block = _held[boundary];
        if (_isOpen && !isLate)
        {
            return false;
        }
        if (_needed is not { } before || book.Find(before) is not null)
        {
            if (_chain.Find(book, block.Kind, block.Hash, out _needed) is { } steps)
            {
                _isOpen = !Settle(boundary + 1, steps, isLate);
                return !_isOpen;
            }
        }
        if (_needed is { } needed && !isLate && MayBecomeKnown(needed, boundary, now))
        {
            return false;
        }
        Skip(boundary);
        return true;
    }

    private int FindBoundary()
    {
        for (; _boundary < 0 && _scanned < _held.Count; _scanned++)
        {
            _boundary = _held[_scanned].IsBoundary ? _scanned : -1;
        }
        return _boundary;
    }

    private bool Settle(int count, List<PathStep> steps, bool force)
    {
        if (!_stream.Settle(_held[..count], _held[count..], steps, force))
        {
            return false;
        }
        foreach (PathStep step in steps)
        {
            _chain.Apply(step);
        }
        Remove(count);
        return true;
    }

    // The rawblock comes right behind the C; what is between them is its hashblock.
    private bool MayBecomeKnown(Hash256 needed, int boundary, long now)
    {
        HeldItem block = _held[boundary];
        bool mayArrive = _hasRawBlocks && (_stream.HasRawBlocks || !book.HasSource)
            && needed == block.Hash && block.Kind != StreamMessageKind.Disconnected
            && (now - block.Since <= RawBlockTime || !book.HasSource)
            && _held.Skip(boundary + 1).All(item => item.Kind == StreamMessageKind.HashBlock);
        return mayArrive || book.Ask(needed);
    }

    private void Skip(int boundary)
    {
        HeldItem block = _held[boundary];
        _stream.Skip(_held[..(boundary + 1)]);
        if (block.Kind == StreamMessageKind.Disconnected)
        {
            _chain.Clear();
        }
        else
        {
            _chain.GoTo(block.Hash);
        }
        Remove(boundary + 1);
    }

    // What is left behind a block that nothing is missing from goes on immediately.
    private void Remove(int count)
    {
        int end = count;
        while (end < _held.Count && IsFree(_held[end]))
        {
            _stream.Release(_held[end]);
            end++;
        }
        _held.RemoveRange(0, end);
        (_boundary, _scanned, _needed, _isOpen) = (-1, 0, null, false);
    }

    private bool IsFree(HeldItem item) => item.Event is Gap gap && _stream.IsMark(gap)
        ? _stream.IsFilled(gap) : !IsStepOf(item.Kind, item.Hash);

    // An announcement of the tip ends no burst.
    private bool IsStepOf(StreamMessageKind kind, Hash256 hash) =>
        kind is StreamMessageKind.Connected or StreamMessageKind.Disconnected
        || (kind is StreamMessageKind.HashBlock or StreamMessageKind.RawBlock && _chain.Tip != hash);

    private static (StreamMessageKind Kind, Hash256 Hash) Read(in ReceivedNotification received)
    {
        Topic? topic = received.Known;
        if (received.MessageSequence is null || topic is null || !topic.IsCore)
        {
            return default;
        }
        ReadOnlySpan<byte> body = received.Body;
        if (topic == Topic.RawTransaction)
        {
            return (StreamMessageKind.RawTransaction, Transaction.TryReadId(body) ?? default);
        }
        if (topic == Topic.RawBlock)
        {
            return (StreamMessageKind.RawBlock, BlockHeader.Read(body[..BlockHeader.Length]).Hash);
        }
        Hash256 hash = NotificationParser.Hash(body);
        return (topic == Topic.HashTransaction ? StreamMessageKind.HashTransaction
            : topic == Topic.HashBlock ? StreamMessageKind.HashBlock
            : (SequenceLabel)body[Hash256.Length] switch
            {
                SequenceLabel.BlockConnect => StreamMessageKind.Connected,
                SequenceLabel.BlockDisconnect => StreamMessageKind.Disconnected,
                SequenceLabel.TransactionAcceptance => StreamMessageKind.Added,
                _ => StreamMessageKind.Removed,
            }, hash);
    }
}
