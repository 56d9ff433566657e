using ZmqNative.Node;
using ZmqNative.Subscriber;

namespace ZmqNative.Feeds;

/// <summary>Txids of rawtx messages that are passed on together.</summary>
internal sealed class RelayedIds
{
    private readonly TransactionIdBatch _batch = new();
    private readonly MessageParts[] _messages = new MessageParts[TransactionIdBatch.Capacity];
    private int _next;

    /// <summary>The txid of a serialised transaction; null when it is none.</summary>
    internal static Hash256? TryRead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Transaction.ReadId(bytes);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Computes those of several messages, but for transactions whose hash comes right before them.</summary>
    internal void Prepare(ReadOnlySpan<MessageParts> messages)
    {
        _batch.Clear();
        _next = 0;
        for (int i = 0; i < messages.Length && !_batch.IsFull; i++)
        {
            MessageParts parts = messages[i];
            if (parts.Origin!.Kind == TopicKind.RawTransaction && !(i > 0 && messages[i - 1].Origin!.Kind == TopicKind.HashTransaction))
            {
                _messages[_batch.Count] = parts;
                _batch.Add(parts.Body.Span);
            }
        }
        if (_batch.Count > 1)
        {
            _batch.Compute();
        }
        else
        {
            // Alone it costs least without.
            _batch.Clear();
        }
    }

    /// <summary>That of one of them, in their order, or of another.</summary>
    internal Hash256? Of(MessageParts parts)
    {
        for (int i = _next; i < _batch.Count; i++)
        {
            if (_messages[i] == parts)
            {
                _next = i + 1;
                return _batch[i];
            }
        }
        return TryRead(parts.Body.Span);
    }
}
