using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary>One block connected to the tip, or the tip disconnected.</summary>
/// <param name="IsConnected">Whether the block was connected.</param>
/// <param name="Block">The block.</param>
internal readonly record struct PathStep(bool IsConnected, KnownBlock Block);

/// <summary>The newest blocks of the chain as a stream has shown it, the tip last.</summary>
internal sealed class ChainPath
{
    private const int Remembered = 1_000;

    // A stream that lost more blocks in a row than this is not filled.
    private const int LongestPath = 100;

    private readonly List<Hash256> _chain = [];

    internal Hash256? Tip => _chain.Count > 0 ? _chain[^1] : null;

    internal void Clear() => _chain.Clear();

    /// <summary>Begins at a block.</summary>
    internal void GoTo(Hash256 tip)
    {
        _chain.Clear();
        _chain.Add(tip);
    }

    /// <summary>
    /// The steps from the tip up to a message that connected, disconnected or announced a block.
    /// </summary>
    /// <param name="book">The blocks that are known.</param>
    /// <param name="kind">The message.</param>
    /// <param name="block">Its block.</param>
    /// <param name="unknown">A block without which the steps are not known.</param>
    /// <returns>
    /// The steps; null if a block is unknown, or no path was found (then <paramref name="unknown"/> is null).
    /// </returns>
    internal List<PathStep>? Find(BlockBook book, StreamMessageKind kind, Hash256 block, out Hash256? unknown)
    {
        unknown = null;
        int kept = _chain.LastIndexOf(block) + 1;
        if (kind is StreamMessageKind.HashBlock or StreamMessageKind.RawBlock && kept == _chain.Count && kept > 0)
        {
            return [];
        }
        List<Hash256> connected = [];
        // What is announced was connected just before, also if it was in the chain already.
        if (kind != StreamMessageKind.Disconnected || kept == 0)
        {
            connected.Add(block);
            kept = 0;
            while (kept == 0)
            {
                Hash256 lowest = connected[^1];
                if (book.Find(lowest) is not { } known)
                {
                    unknown = lowest;
                    return null;
                }
                kept = _chain.LastIndexOf(known.Parent) + 1;
                if (_chain.Count == 0)
                {
                    break;
                }
                if (kept == 0)
                {
                    if (connected.Count == LongestPath)
                    {
                        return null;
                    }
                    connected.Add(known.Parent);
                }
            }
        }
        if (kind == StreamMessageKind.Disconnected)
        {
            // It was connected unseen, or is the lowest of those that were disconnected.
            if (_chain.Count == 0)
            {
                connected.Clear();
            }
            else if (connected.Count == 0)
            {
                kept--;
            }
        }
        List<PathStep> steps = [];
        bool isFound = true;
        Hash256? missing = null;
        void Add(bool isConnected, Hash256 hash)
        {
            if (book.Find(hash) is { } known)
            {
                steps.Add(new PathStep(isConnected, known));
            }
            else
            {
                (isFound, missing) = (false, missing ?? hash);
            }
        }
        for (int i = _chain.Count - 1; i >= kept && i >= 0; i--)
        {
            Add(isConnected: false, _chain[i]);
        }
        for (int i = connected.Count - 1; i >= 0; i--)
        {
            Add(isConnected: true, connected[i]);
        }
        if (kind == StreamMessageKind.Disconnected && (connected.Count > 0 || _chain.Count == 0))
        {
            Add(isConnected: false, block);
        }
        unknown = missing;
        return isFound ? steps : null;
    }

    /// <summary>Makes one step.</summary>
    internal void Apply(in PathStep step)
    {
        if (step.IsConnected)
        {
            if (_chain.Count == 0)
            {
                _chain.Add(step.Block.Parent);
            }
            _chain.Add(step.Block.Hash);
        }
        else
        {
            if (Tip == step.Block.Hash)
            {
                _chain.RemoveAt(_chain.Count - 1);
            }
            if (_chain.Count == 0)
            {
                _chain.Add(step.Block.Parent);
            }
        }
        if (_chain.Count > 2 * Remembered)
        {
            _chain.RemoveRange(0, _chain.Count - Remembered);
        }
    }
}
