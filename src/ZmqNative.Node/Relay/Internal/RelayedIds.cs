using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

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
        int count = 0;
        for (int i = 0; i < messages.Length; i++)
        {
            count += IsAsked(messages, i) ? 1 : 0;
        }
        if (count < 2)
        {
            return; // Alone it costs least without.
        }
        for (int i = 0; i < messages.Length && !_batch.IsFull; i++)
        {
            if (IsAsked(messages, i))
            {
                _messages[_batch.Count] = messages[i];
                _batch.Add(messages[i].Body.Span);
            }
        }
        _batch.Compute();
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

    private static bool IsAsked(ReadOnlySpan<MessageParts> messages, int place) =>
        messages[place].Origin!.Known == Topic.RawTransaction && !(place > 0 && messages[place - 1].Origin!.Known == Topic.HashTransaction);
}
