using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary>
/// <c>hashblock</c> and <c>rawblock</c> of a source: recovers announcements that were lost.
/// </summary>
internal sealed class Announcements(FillOutput output)
{
    internal AnnouncementTrack Hashes { get; } = new();

    internal AnnouncementTrack Blocks { get; } = new();

    /// <summary>Whether an announcement did not come, and <see cref="RecoverDue"/> makes it.</summary>
    internal bool IsDue => Hashes.Due is not null || Blocks.Due is not null;

    /// <summary>
    /// Recovers the announcement of the last connected block, unless this message may come before it.
    /// </summary>
    internal void RecoverDue(StreamMessageKind next, Hash256 hash)
    {
        foreach (AnnouncementTrack track in (ReadOnlySpan<AnnouncementTrack>)[Hashes, Blocks])
        {
            if (next == StreamMessageKind.Other || track.Due is not { } due)
            {
                continue;
            }
            bool mayComeBehind = hash == due.Hash && (next == StreamMessageKind.HashBlock
                || (next == StreamMessageKind.RawBlock && track == Blocks));
            if (!mayComeBehind)
            {
                Recover(track, due);
            }
        }
    }

    /// <summary>Recovers what was lost before an announcement, where that is certain.</summary>
    internal void RecoverBefore(AnnouncementTrack track, Hash256 hash, uint counter)
    {
        if (track.Next is { } next && counter != next && track.FindLost(hash, unchecked(counter - next)) is { } lost)
        {
            foreach (KnownBlock block in lost)
            {
                Recover(track, block);
            }
        }
    }

    /// <summary>A block was announced.</summary>
    internal void Observe(AnnouncementTrack track, Hash256 hash, uint counter)
    {
        track.Announce(hash, isRecovered: false);
        Other(track).AddAnnounced(hash, isNext: track.Next == counter);
    }

    /// <summary>Blocks were connected and disconnected.</summary>
    /// <param name="steps">The blocks.</param>
    /// <param name="isWhole">Whether their C and D are known to be all that there were.</param>
    internal void Apply(IReadOnlyList<PathStep> steps, bool isWhole)
    {
        if (!isWhole)
        {
            Doubt();
        }
        foreach (PathStep step in steps)
        {
            Hashes.Apply(step);
            Blocks.Apply(step);
        }
    }

    /// <inheritdoc cref="AnnouncementTrack.Doubt"/>
    internal void Doubt()
    {
        Hashes.Doubt();
        Blocks.Doubt();
    }

    /// <inheritdoc cref="AnnouncementTrack.Lose"/>
    internal void Lose()
    {
        Hashes.Lose();
        Blocks.Lose();
    }

    internal void Reset()
    {
        Hashes.Reset();
        Blocks.Reset();
    }

    private AnnouncementTrack Other(AnnouncementTrack track) => track == Hashes ? Blocks : Hashes;

    private void Recover(AnnouncementTrack track, KnownBlock block)
    {
        if (track == Hashes)
        {
            output.Recover(track, track.Next!.Value, block.Hash);
        }
        else
        {
            output.Recover(track, track.Next!.Value, block.Raw.Span);
        }
        track.Announce(block.Hash, isRecovered: true);
        Other(track).AddAnnounced(block.Hash, isNext: true);
    }
}
