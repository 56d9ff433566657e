namespace ZmqNative.Bitcoin;

/// <summary>
/// Computes the txids of several transactions at once, which costs a fraction of one by one; not more than one by one when there are few.
/// Used again and again it allocates nothing, but for what is no transaction.
/// </summary>
internal sealed class TransactionIdBatch
{
    private readonly Sha256Batch _hashes = new(Capacity);

    // Which hash is whose: what is no transaction has none.
    private readonly int[] _places = new int[Capacity];

    /// <summary>How many at once: twice as many as the widest vectors have lanes, so that few wait for a longer one to end.</summary>
    internal static int Capacity => 32;

    internal int Count { get; private set; }

    internal bool IsFull => Count == Capacity;

    /// <summary>The txid of what was added so many before it, once <see cref="Compute"/> has run; null when it was no transaction.</summary>
    internal Hash256? this[int index] => index < Count && _places[index] >= 0 ? _hashes.Hashes[_places[index]] : null;

    /// <summary>Copies what is hashed: the bytes may change afterwards.</summary>
    /// <param name="transaction">The network serialisation, with or without witness, or anything else.</param>
    internal void Add(ReadOnlySpan<byte> transaction)
    {
        int place = _hashes.Count;
        _places[Count] = TryAdd(transaction) ? place : -1;
        Count++;
    }

    internal void Compute()
    {
        _hashes.HashOnce();
        DoubleSha256.Again(_hashes.Hashes);
    }

    internal void Clear()
    {
        _hashes.Clear();
        Count = 0;
    }

    private bool TryAdd(ReadOnlySpan<byte> transaction)
    {
        try
        {
            TransactionLayout.ReadWhole(transaction).AddTo(_hashes, transaction);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
