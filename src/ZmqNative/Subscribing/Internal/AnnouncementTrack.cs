using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary>
/// <c>hashblock</c> or <c>rawblock</c>: which blocks the lost messages announced. Core announces a
/// block right behind its C, unless another one of the same reorganisation follows, and not before the
/// initial block download is over; both topics announce the same blocks.
/// </summary>
internal sealed class AnnouncementTrack : FillTrack
{
    // Connected since the last announcement, and of those the ones that the other topic announced.
    private readonly List<KnownBlock> _connected = [];
    private readonly List<KnownBlock> _announced = [];
    private bool _hasDisconnected;
    private bool _wasRecovered;

    // Whether all C and D since the last announcement are known, from messages that arrived or whose
    // number fits: otherwise a block may have been announced and left again unseen.
    private bool _isWhole;

    // Whether a block was announced or connected since that is not known itself.
    private bool _isLost = true;

    // The last block announced, until the other topic has announced it as well.
    private Hash256? _last;

    // Whether the other topic announced the connected block, and nothing before it.
    private bool _isPaired;

    /// <summary>
    /// The block that must have been announced by now if its announcement did not arrive; null where
    /// that is not certain.
    /// </summary>
    internal KnownBlock? Due => Next is not null && _connected is [var only] && !_wasRecovered && !_isLost
        && (_isPaired || (_isWhole && !_hasDisconnected)) ? only : null;

    /// <summary>A block was connected or disconnected.</summary>
    internal void Apply(in PathStep step)
    {
        if (step.IsConnected)
        {
            _connected.Add(step.Block);
        }
        _hasDisconnected |= !step.IsConnected;
    }

    /// <summary>The other topic has announced a block.</summary>
    /// <param name="hash">The block.</param>
    /// <param name="isNext">Whether that message was the next one of its topic.</param>
    internal void AddAnnounced(Hash256 hash, bool isNext)
    {
        if (_connected.Find(block => block.Hash == hash) is { } known)
        {
            _announced.Add(known);
            _isPaired = isNext && _announced.Count == 1;
        }
        else if (_last == hash && isNext)
        {
            _last = null;
        }
        else
        {
            // It left and came back unseen.
            Lose();
        }
    }

    /// <summary>Blocks may have been connected or disconnected that are not known.</summary>
    internal void Doubt() => _isWhole = false;

    /// <summary>A block was connected or disconnected, and is not known.</summary>
    internal void Lose() => (_isWhole, _isLost) = (false, true);

    /// <summary>The blocks of messages that were lost before this one; null where they are not certain.</summary>
    internal IReadOnlyList<KnownBlock>? FindLost(Hash256 hash, uint count)
    {
        int connected = CountBefore(_connected, hash), announced = CountBefore(_announced, hash);
        return _isLost ? null
            : _isWhole && !_hasDisconnected && connected == count ? _connected[..connected]
            : announced == count ? _announced[..announced] : null;
    }

    private static int CountBefore(List<KnownBlock> blocks, Hash256 hash) =>
        blocks.Count - (blocks.Count > 0 && blocks[^1].Hash == hash ? 1 : 0);

    /// <summary>A block was announced to the consumer.</summary>
    internal void Announce(Hash256 hash, bool isRecovered)
    {
        _last = hash;
        _connected.Clear();
        _announced.Clear();
        (_hasDisconnected, _isPaired, _isWhole, _isLost, _wasRecovered) = (false, false, true, false, isRecovered);
    }

    internal override void Reset()
    {
        base.Reset();
        Announce(default, isRecovered: false);
        Lose();
    }
}
