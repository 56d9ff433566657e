using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;

namespace ZmqNative.Cli;

/// <summary>
/// How the blocks of a folder hang together. Files hold them in the order in which they arrived,
/// with stale branches, and those of a pruned node begin in the middle: none of it is an error.
/// </summary>
internal sealed class ChainShape
{
    private readonly HashSet<BlockRecord> _best;

    /// <param name="found">Different blocks in any order, one or more.</param>
    internal ChainShape(IReadOnlyCollection<BlockRecord> found)
    {
        Best = BestChain.Select(found);
        _best = [.. Best];
        HashSet<BlockRecord> parents = [.. found.Select(block => block.Parent).OfType<BlockRecord>()];
        Tips = [.. found.Where(block => !parents.Contains(block)).OrderByDescending(block => block.ChainWork)];
        Orphans = [.. found.Where(block => block.Parent is null && block.Header.Previous != default)];
        Stale = CountStale(found);
        Detached = found.Count - Best.Length - Stale;
    }

    /// <summary>The chain with the most work, lowest block first.</summary>
    internal BlockRecord[] Best { get; }

    /// <summary>The blocks without a child, that with the most work below it first.</summary>
    internal IReadOnlyList<BlockRecord> Tips { get; }

    /// <summary>The blocks whose parent is unknown, other than genesis blocks.</summary>
    internal IReadOnlyList<BlockRecord> Orphans { get; }

    /// <summary>The number of blocks on branches off the best chain.</summary>
    internal int Stale { get; }

    /// <summary>The number of blocks without a known way to the best chain.</summary>
    internal int Detached { get; }

    /// <summary>The height of the lowest block, plus the number of blocks up to one.</summary>
    /// <param name="tip">A block.</param>
    /// <param name="lowest">The height of the best chain's lowest block; null if not known.</param>
    /// <returns>Null where the way down does not end in the best chain.</returns>
    internal int? HeightOf(BlockRecord tip, int? lowest)
    {
        int above = 0;
        BlockRecord? block = tip;
        for (; block is not null && !_best.Contains(block); block = block.Parent)
        {
            above++;
        }
        return block is null || lowest is null ? null : lowest + Array.IndexOf(Best, block) + above;
    }

    /// <summary>The height of the best chain's lowest block, by its coinbase (BIP 34).</summary>
    internal int? LowestHeight()
    {
        BlockRecord lowest = Best[0];
        if (lowest.Header.Previous == default)
        {
            return 0;
        }
        byte[] raw = new byte[lowest.Length];
        try
        {
            lowest.CopyTo(raw);
            return lowest.Header.Version >= 2 ? CoinbaseHeight.Read(lowest.Parse(raw).Transactions[0]) : null;
        }
        catch (InvalidDataException)
        {
            // It is reported as a bad block.
            return null;
        }
    }

    private int CountStale(IReadOnlyCollection<BlockRecord> found)
    {
        Dictionary<BlockRecord, bool> isStale = [];
        foreach (BlockRecord start in found.Where(block => !_best.Contains(block)))
        {
            List<BlockRecord> way = [];
            BlockRecord? block = start;
            for (; block is not null && !_best.Contains(block) && !isStale.ContainsKey(block); block = block.Parent)
            {
                way.Add(block);
            }
            bool stale = block is not null && (_best.Contains(block) || isStale[block]);
            way.ForEach(one => isStale.Add(one, stale));
        }
        return isStale.Count(entry => entry.Value);
    }
}
