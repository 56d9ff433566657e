namespace ZmqNative.Bitcoin;

/// <summary>Messages of any lengths, copied here to be hashed together. Used again and again it allocates nothing.</summary>
/// <param name="capacity">How many.</param>
internal sealed class Sha256Batch(int capacity)
{
    // Longer ones are hashed at once, alone: they seldom have others of their length beside them, and the memory has a limit.
    private const int LongestCopied = 64 * PaddedMessage.BlockLength;

    // What a call of the base library costs whatever the length, in blocks of 64 bytes there: 300 ns against 37 each, with the processor's SHA instructions.
    private const int AloneCost = 8;

    private readonly PaddedMessage[] _messages = new PaddedMessage[capacity];
    private readonly int[] _blocks = new int[capacity];
    private readonly Hash256[] _hashes = new Hash256[capacity];
    private byte[] _memory = [];
    private int _waiting, _used;

    // A block of all lanes in the same unit: 250 ns with AVX-512, 370 without.
    private static int LanesCost => Sha256Lanes.Count == 16 ? 7 : 10;

    /// <summary>How many were added.</summary>
    internal int Count { get; private set; }

    internal bool IsFull => Count == capacity;

    /// <summary>After <see cref="HashOnce"/>: the hashes in the order in which the messages were added.</summary>
    internal Span<Hash256> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>Adds a message in up to three parts.</summary>
    internal void Add(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default, ReadOnlySpan<byte> third = default)
    {
        int length = first.Length + second.Length + third.Length;
        if (length > LongestCopied)
        {
            _hashes[Count++] = DoubleSha256.Once(first, second, third);
            return;
        }
        Span<byte> padded = Reserve(PaddedMessage.BlocksOf(length) * PaddedMessage.BlockLength);
        first.CopyTo(padded);
        second.CopyTo(padded[first.Length..]);
        third.CopyTo(padded[(first.Length + second.Length)..]);
        PaddedMessage.Pad(padded, length);
        _messages[_waiting] = new PaddedMessage(Count++, _used, length);
        _blocks[_waiting] = _messages[_waiting].Blocks;
        _waiting++;
        _used += padded.Length;
    }

    /// <summary>Hashes each once.</summary>
    internal void HashOnce()
    {
        Span<PaddedMessage> messages = _messages.AsSpan(0, _waiting);
        _blocks.AsSpan(0, _waiting).Sort(messages);
        int together = Sha256Lanes.IsAccelerated ? ChooseTogether(_blocks.AsSpan(0, _waiting)) : 0;
        foreach (PaddedMessage message in messages[together..])
        {
            _hashes[message.Number] = DoubleSha256.Once(_memory.AsSpan(message.Start, message.Length));
        }
        messages = messages[..together];
        messages.Reverse();
        Sha256Lanes.Hash(_memory, messages, _hashes);
        (_waiting, _used) = (0, 0);
    }

    /// <summary>Hashes each once, gives the hashes away in the order in which the messages were added, and is empty.</summary>
    /// <returns>How many.</returns>
    internal int MoveTo(Span<Hash256> hashes)
    {
        int count = Count;
        HashOnce();
        Hashes.CopyTo(hashes);
        Clear();
        return count;
    }

    internal void Clear() => (Count, _waiting, _used) = (0, 0, 0);

    /// <summary>Lanes are cheap when all are used, and wait for the longest: it is better alone when it is much longer than the others.</summary>
    /// <param name="blocks">Of each message, the fewest first.</param>
    /// <returns>How many of the shortest to hash in lanes.</returns>
    private static int ChooseTogether(ReadOnlySpan<int> blocks)
    {
        int all = 0, best = 0, least = 0, saved = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            all += blocks[i];
            saved += AloneCost + blocks[i];
            int rows = Math.Max(blocks[i], (all + Sha256Lanes.Count - 1) / Sha256Lanes.Count), more = (rows * LanesCost) - saved;
            if (more < least)
            {
                (best, least) = (i + 1, more);
            }
        }
        return best;
    }

    private Span<byte> Reserve(int length)
    {
        if (length > _memory.Length - _used)
        {
            Array.Resize(ref _memory, Math.Max(2 * _memory.Length, _used + length));
        }
        return _memory.AsSpan(_used, length);
    }
}
