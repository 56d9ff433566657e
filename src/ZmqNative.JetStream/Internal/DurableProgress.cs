using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ZmqNative.JetStream;

/// <summary>
/// What the reader of a durable consumer took and handled, by the sequence in its stream, and which
/// delivery of it may be acknowledged. Any thread.
/// </summary>
internal sealed class DurableProgress
{
    private readonly Lock _lock = new();

    // What was taken and is not handled yet: the newest delivery of each message; null when the server
    // does not know that it delivered it.
    private readonly SortedDictionary<ulong, INatsJSMsg<byte[]>?> _waiting = [];

    // Whether the server was asked what it knows, since the last interruption, and what was handled
    // before it was.
    private bool _isCompared;
    private INatsJSMsg<byte[]>? _unsent;

    // Sequences in the stream that was created then: the newest that was taken, and handled.
    private DateTimeOffset _created;
    private ulong _taken;
    private ulong _handled;

    // The first message that came again after it was acknowledged, and whether it did so twice.
    private ulong? _repeated;
    private bool _isStuck;

    /// <summary>The sequence that a new consumer begins with; 0 when nothing is known.</summary>
    internal ulong Next
    {
        get
        {
            using Lock.Scope scope = _lock.EnterScope();
            return _taken > 0 ? _handled + 1 : 0;
        }
    }

    /// <summary>What is to be kept from being delivered again.</summary>
    internal INatsJSMsg<byte[]>[] Waiting
    {
        get
        {
            using Lock.Scope scope = _lock.EnterScope();
            return _isCompared ? [.. _waiting.Values.OfType<INatsJSMsg<byte[]>>()] : [];
        }
    }

    /// <summary>
    /// Compares with the stream: one that was created again, or has lost its end, goes on with
    /// sequences that were taken before.
    /// </summary>
    /// <returns>The sequence that was to come next; null when the stream is the one known.</returns>
    internal ulong? BeginStream(StreamInfo stream)
    {
        using Lock.Scope scope = _lock.EnterScope();
        _repeated = null;
        bool isKnown = _created == stream.Created;
        if (isKnown && _taken <= stream.State.LastSeq)
        {
            return null;
        }
        ulong? expected = _created == default ? null : _taken + 1;
        _taken = _handled = isKnown ? stream.State.LastSeq : 0;
        (_created, _unsent) = (stream.Created, null);
        _waiting.Clear();
        return expected;
    }

    /// <summary>
    /// Whether a consumer delivers from a wrong place: below its floor, which cannot be acknowledged; or
    /// behind what was not handled and is still there.
    /// </summary>
    internal bool IsMisplaced(ConsumerInfo consumer, ulong first)
    {
        ulong floor = consumer.AckFloor.StreamSeq;
        using Lock.Scope scope = _lock.EnterScope();
        if (_taken == 0)
        {
            _taken = _handled = floor;
        }
        bool isStuck = _isStuck || floor > consumer.Delivered.StreamSeq;
        _isStuck = false;
        return isStuck || (floor > _handled && floor >= first);
    }

    /// <summary>Skips what retention has taken from the stream and was not delivered.</summary>
    /// <returns>The sequence that was to come next; null when nothing is missing.</returns>
    internal ulong? SkipTo(ulong first)
    {
        using Lock.Scope scope = _lock.EnterScope();
        if (_taken == 0 || _taken + 1 >= first)
        {
            return null;
        }
        (ulong expected, _taken) = (_taken + 1, first - 1);
        return expected;
    }

    /// <summary>
    /// After an interruption forgets the deliveries that the server does not know, and from now on lets
    /// the others be acknowledged.
    /// </summary>
    /// <param name="delivered">How many deliveries the server knows.</param>
    /// <param name="isEmpty">Whether nothing waits for the consumer.</param>
    /// <returns>What was handled meanwhile and is to be acknowledged now; null for nothing.</returns>
    internal INatsJSMsg<byte[]>? Compare(ulong delivered, out bool isEmpty)
    {
        bool IsKnown(INatsJSMsg<byte[]>? message) => message?.Metadata!.Value.Sequence.Consumer <= delivered;
        using Lock.Scope scope = _lock.EnterScope();
        isEmpty = _waiting.Count == 0;
        if (_isCompared)
        {
            return null;
        }
        foreach (ulong sequence in _waiting.Where(one => !IsKnown(one.Value)).Select(one => one.Key).ToArray())
        {
            _waiting[sequence] = null;
        }
        INatsJSMsg<byte[]>? unsent = IsKnown(_unsent) ? _unsent : null;
        (_isCompared, _unsent) = (true, null);
        return unsent;
    }

    /// <summary>Lets nothing be acknowledged until the server was asked what it knows.</summary>
    internal void Interrupt()
    {
        using Lock.Scope scope = _lock.EnterScope();
        _isCompared = false;
    }

    /// <summary>Notes a delivery.</summary>
    /// <param name="message">The delivery.</param>
    /// <param name="isHandled">
    /// Whether the message was handled, and the acknowledgement was lost or not sent.
    /// </param>
    /// <returns>Whether it is the first of this message.</returns>
    /// <exception cref="NatsException">It was acknowledged twice in vain.</exception>
    internal bool Take(INatsJSMsg<byte[]> message, out bool isHandled)
    {
        ulong sequence = message.Metadata!.Value.Sequence.Stream;
        using Lock.Scope scope = _lock.EnterScope();
        isHandled = sequence <= _handled;
        if (isHandled)
        {
            _isStuck = _repeated == sequence;
            _repeated ??= sequence;
            return _isStuck ? throw new NatsException("The server delivers again what was acknowledged.") : false;
        }
        _waiting[sequence] = message;
        bool isNew = sequence > _taken;
        _taken = Math.Max(_taken, sequence);
        return isNew;
    }

    /// <summary>Notes that a message was handled.</summary>
    /// <param name="position">The place behind it.</param>
    /// <returns>The delivery to be acknowledged now; null for none.</returns>
    internal INatsJSMsg<byte[]>? Handle(JetStreamPosition position)
    {
        using Lock.Scope scope = _lock.EnterScope();
        if (position.Created != _created || position.Sequence > _taken)
        {
            return null; // Of a stream that is no more, or of its lost end.
        }
        _ = _waiting.TryGetValue(position.Sequence, out INatsJSMsg<byte[]>? message);
        while (_waiting.Count > 0 && _waiting.First().Key <= position.Sequence)
        {
            _ = _waiting.Remove(_waiting.First().Key);
        }
        _handled = position.Sequence;
        if (_isCompared)
        {
            return message;
        }
        _unsent = message;
        return null;
    }
}
