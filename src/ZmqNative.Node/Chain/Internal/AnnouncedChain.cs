using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Chain;

/// <summary>
/// The newest blocks of the chain as consumers know it. A block that the node has forgotten can be
/// disconnected only if it is remembered here.
/// </summary>
/// <param name="remembered">How many blocks are remembered at least; twice as many at most.</param>
internal sealed class AnnouncedChain(int remembered)
{
    private readonly List<Hash256> _blocks = [];

    /// <summary>Null while no block is known.</summary>
    internal Hash256? Tip => _blocks.Count > 0 ? _blocks[^1] : null;

    /// <summary>The block below the tip; null when it is not remembered.</summary>
    internal Hash256? Parent => _blocks.Count > 1 ? _blocks[^2] : null;

    /// <summary>The tip last.</summary>
    internal IReadOnlyList<Hash256> Blocks => _blocks;

    /// <summary>
    /// Adds a block on top. A node that was killed announces blocks again that it had forgotten: a
    /// block that is remembered already becomes the tip, and the blocks above it are removed.
    /// </summary>
    internal void Connect(Hash256 block)
    {
        if (!TryGoBackTo(block))
        {
            _blocks.Add(block);
        }
        if (_blocks.Count > 2 * remembered)
        {
            _blocks.RemoveRange(0, _blocks.Count - remembered);
        }
    }

    /// <summary>Removes the tip. If the tip is another block, nothing is known any more.</summary>
    internal void Disconnect(Hash256 block)
    {
        if (Tip == block)
        {
            _blocks.RemoveAt(_blocks.Count - 1);
        }
        else
        {
            _blocks.Clear();
        }
    }

    /// <summary>Adds blocks below, the lowest first, if the last of them is the lowest here.</summary>
    internal void Prepend(List<Hash256> below)
    {
        if (_blocks.Count > 0 && _blocks[0] == below[^1])
        {
            _blocks.InsertRange(0, below[..^1]);
        }
    }

    /// <summary>Makes one step.</summary>
    internal void Apply(in ChainStep step)
    {
        if (step.IsConnected)
        {
            Connect(step.Hash);
        }
        else
        {
            Disconnect(step.Hash);
            GoTo(step.Parent);
        }
    }

    /// <summary>
    /// Makes a block the tip; if it is not remembered, it is the only block known.
    /// </summary>
    internal void GoTo(Hash256 block)
    {
        if (!TryGoBackTo(block))
        {
            _blocks.Clear();
            _blocks.Add(block);
        }
    }

    private bool TryGoBackTo(Hash256 block)
    {
        int found = _blocks.LastIndexOf(block);
        if (found >= 0)
        {
            _blocks.RemoveRange(found + 1, _blocks.Count - found - 1);
        }
        return found >= 0;
    }
}
