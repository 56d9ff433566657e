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

    // What was taken and is not handled yet: the newest delivery of each message; null when the consumer
    // or the connection that delivered it is no more.
    private readonly SortedDictionary<ulong, INatsJSMsg<byte[]>?> _waiting = [];
    private bool _isReading;

    // Sequences in the stream that was created then: the newest that was handled, and taken. Null before
    // the consumer's place is known.
    private DateTimeOffset _created;
    private ulong? _handled;
    private ulong _taken;

    // The first message that came again after it was acknowledged, and whether it did so twice.
    private ulong? _repeated;
    private bool _isStuck;

    /// <summary>The sequence that a new consumer begins with; null when the options say it.</summary>
    internal ulong? Next
    {
        get
        {
            using Lock.Scope scope = _lock.EnterScope();
            return _handled + 1;
        }
    }

    /// <summary>What is to be kept from being delivered again.</summary>
    internal INatsJSMsg<byte[]>[] Waiting
    {
        get
        {
            using Lock.Scope scope = _lock.EnterScope();
            return _isReading ? [.. _waiting.Values.OfType<INatsJSMsg<byte[]>>()] : [];
        }
    }

    /// <summary>
    /// Compares with the stream: one that was created again, or has lost its end, goes on with
    /// sequences that were taken before.
    /// </summary>
    /// <returns>The sequence that was to come next; null when the stream is the one known.</returns>
    internal ulong? CompareStream(StreamInfo stream)
    {
        using Lock.Scope scope = _lock.EnterScope();
        bool isFirst = _created == default, isSame = _created == stream.Created;
        _created = stream.Created;
        if (isFirst || _handled is null || (isSame && _taken <= stream.State.LastSeq))
        {
            return null;
        }
        ulong expected = _taken + 1;
        _taken = isSame ? stream.State.LastSeq : 0;
        _handled = Math.Min(_handled.Value, _taken);
        foreach (ulong gone in _waiting.Keys.Where(one => one > _taken).ToArray())
        {
            _ = _waiting.Remove(gone);
        }
        return expected;
    }

    /// <summary>
    /// Whether a consumer has to be created again, behind what was handled: something is under way that
    /// the server would deliver again in any order; it delivers below its floor, what cannot be
    /// acknowledged; or its floor is behind what was not handled and is still there.
    /// </summary>
    internal bool IsMisplaced(ConsumerInfo consumer, ulong first)
    {
        (ulong floor, ulong start) = (consumer.AckFloor.StreamSeq, consumer.Config.OptStartSeq);
        using Lock.Scope scope = _lock.EnterScope();
        // A server that has lost its state delivers from the beginning of the stream.
        _handled ??= _taken = Math.Max(floor, Math.Max(start, 1) - 1);
        bool isStuck = _isStuck;
        (_isStuck, _repeated) = (false, null);
        return isStuck || consumer.NumAckPending > 0 || floor > consumer.Delivered.StreamSeq
            || (floor > _handled && floor >= first);
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

    /// <summary>From now on deliveries come; those from before cannot be acknowledged any more.</summary>
    internal void Begin()
    {
        using Lock.Scope scope = _lock.EnterScope();
        foreach (ulong sequence in _waiting.Keys.ToArray())
        {
            _waiting[sequence] = null;
        }
        _isReading = true;
    }

    /// <summary>Lets nothing be acknowledged until it begins again.</summary>
    internal void Interrupt()
    {
        using Lock.Scope scope = _lock.EnterScope();
        _isReading = false;
    }

    /// <summary>Notes a delivery.</summary>
    /// <param name="message">The delivery.</param>
    /// <param name="isHandled">Whether the message was handled, and that could not be acknowledged.</param>
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
    /// <returns>The delivery to be acknowledged; null for none.</returns>
    internal INatsJSMsg<byte[]>? Handle(JetStreamPosition position)
    {
        using Lock.Scope scope = _lock.EnterScope();
        if (position.Created != _created || position.Sequence > _taken)
        {
            return null; // Of a stream that is no more, or of its lost end.
        }
        _ = _waiting.TryGetValue(position.Sequence, out INatsJSMsg<byte[]>? message);
        foreach (ulong handled in _waiting.Keys.TakeWhile(one => one <= position.Sequence).ToArray())
        {
            _ = _waiting.Remove(handled);
        }
        _handled = position.Sequence;
        return _isReading ? message : null;
    }
}
