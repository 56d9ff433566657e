using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Recordings;

/// <summary>Finds the chain that a node would follow.</summary>
internal static class BestChain
{
    /// <summary>
    /// The chain with the most work, counted from a genesis block or from the lowest block found
    /// below. Of chains with equal work, the one whose tip was found first.
    /// </summary>
    /// <param name="found">Different blocks in any order, one or more.</param>
    /// <returns>The chain, lowest block first.</returns>
    public static BlockRecord[] Select(IReadOnlyCollection<BlockRecord> found)
    {
        Dictionary<Hash256, BlockRecord> byHash = found.ToDictionary(record => record.Header.Hash);
        foreach (BlockRecord record in found)
        {
            record.Parent = byHash.GetValueOrDefault(record.Header.Previous);
        }
        // MaxBy returns the first of equal elements.
        BlockRecord tip = found.MaxBy(ChainWork)!;
        return [.. WithAncestors(tip).Reverse()];
    }

    private static UInt128 ChainWork(BlockRecord record)
    {
        // Not recursive, because a chain may be a million blocks long.
        var unknown = new Stack<BlockRecord>(WithAncestors(record).TakeWhile(ancestor => ancestor.ChainWork == 0));
        foreach (BlockRecord lowestFirst in unknown)
        {
            lowestFirst.ChainWork = (lowestFirst.Parent?.ChainWork ?? 0) + ProofOfWork.Work(lowestFirst.Header.Bits);
        }
        return record.ChainWork;
    }

    private static IEnumerable<BlockRecord> WithAncestors(BlockRecord record)
    {
        for (BlockRecord? next = record; next is not null; next = next.Parent)
        {
            yield return next;
        }
    }
}
