namespace ZmqNative.JetStream;

/// <summary>
/// Finds in the outbox what another writer, or an earlier attempt, has stored already: the newest
/// message of each topic, and with it everything before it.
/// </summary>
/// <remarks>
/// Both relays receive the same from the node, but at other times; and a relay that repaired a break
/// counts otherwise. So a message is recognised by counter and body, or else by the body alone. Where
/// several fit, because a node that was restarted publishes the same again, the one is taken that is
/// as far behind the last known place as the stream has grown since.
/// </remarks>
/// <param name="outbox">What has not been found in the stream yet.</param>
/// <param name="writer">This writer's own name.</param>
internal sealed class Placement(Outbox outbox, string writer)
{
    private readonly Dictionary<string, (ulong Offset, ulong Sequence)> _known = new(StringComparer.Ordinal);

    /// <summary>Marks as done what is stored.</summary>
    internal void Apply(StoredEnd end)
    {
        foreach (StoredPart newest in end.Newest)
        {
            (ulong Offset, ulong Sequence)? known = _known.TryGetValue(newest.Topic, out var place) ? place : null;
            if (known?.Sequence == newest.Sequence)
            {
                continue;
            }
            OutboxEntry? found = Find(newest, known, out bool isExact);
            if (!isExact && newest.Headers.Writer != writer && outbox.FindLeft(newest) is { } last)
            {
                _known[newest.Topic] = (last, newest.Sequence);
                MarkUntil(newest.Topic, null);
            }
            else if (found is not null)
            {
                _known[newest.Topic] = (found.Offset, newest.Sequence);
                Mark(newest, found);
            }
        }
        outbox.Place();
        outbox.Trim();
    }

    private OutboxEntry? Find(StoredPart newest, (ulong Offset, ulong Sequence)? known, out bool isExact)
    {
        (OutboxEntry? best, ulong distance) = (null, 0);
        isExact = false;
        ulong? expected = known is { } place ? place.Offset + (newest.Sequence - place.Sequence) : null;
        for (OutboxEntry? entry = outbox.After(null); entry is not null; entry = outbox.After(entry))
        {
            if (entry.Topic != newest.Topic)
            {
                continue;
            }
            if (newest.Headers.Writer == writer)
            {
                if (entry.Offset == newest.Headers.Offset)
                {
                    isExact = true;
                    return entry;
                }
                continue;
            }
            bool fits = entry.Counter == newest.Headers.Counter;
            if ((best is null || fits || !isExact) && newest.IsOf(entry.Body))
            {
                // Without a known place the first one is as good as any.
                ulong away = expected is { } at ? (at > entry.Offset ? at - entry.Offset : entry.Offset - at) : 0;
                if (best is null || (fits && !isExact) || away < distance)
                {
                    (best, isExact, distance) = (entry, fits, away);
                }
            }
        }
        return best;
    }

    private void Mark(StoredPart newest, OutboxEntry found)
    {
        MarkUntil(newest.Topic, found);
        if (newest.IsComplete)
        {
            found.IsDone = true;
        }
        else
        {
            // What another writer has left unfinished is sent again from its beginning.
            found.StoredBytes = newest.Headers.Writer == writer ? newest.End : 0;
        }
    }

    // Everything of a topic before an entry; what there is of it for null.
    private void MarkUntil(string topic, OutboxEntry? end)
    {
        for (OutboxEntry? entry = outbox.Next(null); entry != end; entry = outbox.Next(entry))
        {
            entry!.IsDone |= entry.Topic == topic;
        }
    }
}
