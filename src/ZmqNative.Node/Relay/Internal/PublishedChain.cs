using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Relay;

/// <summary>The newest blocks of the chain as subscribers have been told.</summary>
internal sealed class PublishedChain
{
    private const int Remembered = 1_000;

    // The tip last.
    private readonly List<Hash256> _blocks = [];

    /// <summary>Null as long as nothing is known.</summary>
    internal Hash256? Tip => _blocks.Count > 0 ? _blocks[^1] : null;

    internal IReadOnlyList<Hash256> Blocks => _blocks;

    /// <summary>A block comes on top; one that is known already, as a killed node tells blocks again that it has forgotten, takes what is above it away.</summary>
    internal void Connect(Hash256 block)
    {
        if (!TryGoBack(block))
        {
            _blocks.Add(block);
        }
        if (_blocks.Count > 2 * Remembered)
        {
            _blocks.RemoveRange(0, Remembered);
        }
    }

    /// <summary>The tip is taken away; if it was another block, nothing is known any more.</summary>
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

    /// <summary>A block is the tip again, or for the first time.</summary>
    internal void GoTo(Hash256 block)
    {
        if (!TryGoBack(block))
        {
            _blocks.Clear();
            _blocks.Add(block);
        }
    }

    private bool TryGoBack(Hash256 block)
    {
        int found = _blocks.LastIndexOf(block);
        if (found >= 0)
        {
            _blocks.RemoveRange(found + 1, _blocks.Count - found - 1);
        }
        return found >= 0;
    }
}
