using System.Text;
using ZmqNative.History;

namespace ZmqNative.Subscribing;

/// <summary>The topics of one address, as far as their messages are counted.</summary>
/// <param name="endpoint">The address.</param>
/// <param name="client">Its publisher's history.</param>
/// <param name="options">The subscriber's options.</param>
/// <param name="report">Hands on an event.</param>
internal sealed class HealTracks(
    Endpoint endpoint, HistoryClient client, NotificationSubscriberOptions options, Action<StreamEvent> report)
{
    private readonly Dictionary<string, HealTrack> _tracks = new(StringComparer.Ordinal);
    private HealSpan? _span;

    /// <summary>Held while anything changes here.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Everything up to here was handed on; null if nothing is missing yet.</summary>
    internal StreamPosition? After { get; private set; } = options.ResumeFrom;

    internal bool IsEmpty => _tracks.Count == 0;

    internal HealTrack? Find(string topic) => _tracks.GetValueOrDefault(topic);

    private HealSpan Span => _span ??= new HealSpan(client, Choose, Look);

    /// <summary>The notifiers of the address, of those of the history.</summary>
    internal List<HistoryNotifier> Choose(HistoryInfo info) =>
        HistoryChoice.Of(info, endpoint.Source, options.Topics);

    /// <summary>Everything up to a position was handed on.</summary>
    internal void Reach(StreamPosition position)
    {
        if (After is not { } reached || reached.Stream != position.Stream || reached.Offset < position.Offset)
        {
            After = position;
        }
    }

    /// <summary>The stream begins at a position.</summary>
    internal void Begin(StreamPosition position) => After = position;

    /// <summary>A message is the first one that is recovered again.</summary>
    internal void Renew(StreamPosition recovered)
    {
        Span.Recovered = recovered;
        _span = null;
        foreach (HealTrack track in _tracks.Values)
        {
            track.Renew(Span);
        }
    }

    /// <summary>What was handed on of each topic.</summary>
    internal Dictionary<string, (LiveRun? Run, uint Next)> Due() =>
        _tracks.ToDictionary(one => one.Key, one => (one.Value.Run, one.Value.Next), StringComparer.Ordinal);

    /// <summary>Counts a message of the history.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Its topic; null if it is not handed on, because it was, or a later one was.</returns>
    internal HealTrack? Take(in HistoryMessage message)
    {
        bool isPast = Find(message.Topic) is { } track
            // Where the run is not known, what is missing is reported by the counters.
            ? track.Run is null || IsPast(track, message.Position.Stream, message.Notifier, message.MessageSequence)
            : After is { } reached && reached.Stream == message.Position.Stream
                && message.Position.Offset <= reached.Offset;
        return isPast ? null : Enter(
            message.Topic, message.Position.Stream, message.Notifier, message.MessageSequence, isMessage: true);
    }

    /// <summary>Counts a message that has arrived, as the history has placed it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="place">Its place.</param>
    /// <param name="connection">The connection it came over.</param>
    /// <returns>Its topic; null if it is not handed on, because it was, or a later one was.</returns>
    internal HealTrack? Take(IncomingMessage message, in HistoryPlace place, Connection connection)
    {
        (Guid stream, ulong offset) = place.Position;
        (string topic, uint counter) = (message.Tracker!.Topic, message.MessageSequence!.Value);
        HealTrack? track = Find(topic);
        bool isPast = track is null
            ? options.ResumeFrom is { } resumed && resumed.Stream == stream && offset <= resumed.Offset
            : track.Run is not null && IsPast(track, stream, place.Notifier, counter);
        if (!isPast)
        {
            track = Enter(topic, stream, place.Notifier, counter, isMessage: true, connection);
        }
        if (track?.Run is { } run && run.Is(stream, place.Notifier))
        {
            track.Join(connection, unchecked(counter + 1));
        }
        return isPast ? null : track;
    }

    /// <summary>
    /// Counts a message that is handed on although the history has not placed it, after an event if its
    /// counter is not the one that is due.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="connection">The connection it came over.</param>
    /// <param name="isOfStream">Whether the connection is known to be of the stream that was handed on.</param>
    internal HealTrack Judge(IncomingMessage message, Connection connection, bool isOfStream)
    {
        uint counter = message.MessageSequence!.Value;
        StreamEvent? revealed = null;
        if (Find(message.Tracker!.Topic) is not { } track)
        {
            _tracks[message.Tracker.Topic] = track = new HealTrack(message.Tracker);
        }
        else
        {
            revealed = track.Tracker.Compare(track.Next, counter, !track.IsOf(connection), message.Time);
        }
        if (revealed is not null)
        {
            report(revealed);
        }
        if (revealed is not Duplicate)
        {
            track.Reach(isOfStream && revealed is null or Gap ? track.Run : null, unchecked(counter + 1));
            track.Join(connection, track.Next);
        }
        return track;
    }

    /// <summary>The history was read to its end: what it has counted and has not got is reported.</summary>
    /// <param name="info">What it held when the reading began.</param>
    /// <param name="chosen">The notifiers that were read.</param>
    /// <param name="connection">The connection that the reading was for.</param>
    internal void Settle(HistoryInfo info, List<HistoryNotifier> chosen, Connection connection)
    {
        foreach (HistoryCounters current in info.Notifiers.Where(one => chosen.Contains(one.Notifier)))
        {
            string topic = current.Notifier.Topics[0];
            if (Find(topic) is not { } track)
            {
                continue;
            }
            if (track.Run is null)
            {
                if (track.MayBeOf(current, connection))
                {
                    track.Reach(new LiveRun(client, info.Head.Stream, current.Notifier, Span), track.Next);
                }
            }
            // A run begins with 0 before its first message has come.
            else if (current.Next != 0 && !IsPast(track, info.Head.Stream, current.Notifier, current.Next)
                && !(track.Run.Is(info.Head.Stream, current.Notifier) && track.Next == current.Next))
            {
                _ = Enter(topic, info.Head.Stream, current.Notifier, current.Next, isMessage: false);
            }
        }
    }

    private (StreamPosition?, StreamPosition?, Dictionary<string, (LiveRun?, uint)>) Look(HealSpan span)
    {
        lock (Gate)
        {
            return (span.Recovered, After, Due());
        }
    }

    // A stream other than that of what was handed on comes after it.
    private static bool IsPast(HealTrack track, Guid stream, HistoryNotifier notifier, uint counter) =>
        track.Run!.Stream == stream && (notifier.Number < track.Run.Notifier.Number
            || (notifier.Number == track.Run.Notifier.Number && track.IsBehind(counter)));

    // After an event if others are missing before it, or if the counter has started again.
    private HealTrack Enter(
        string topic, Guid stream, HistoryNotifier notifier, uint counter, bool isMessage,
        Connection? connection = null)
    {
        if (Find(topic) is not { } track)
        {
            _tracks[topic] = track = new HealTrack(endpoint.Find(Encoding.Latin1.GetBytes(topic)));
        }
        else if (Reveal(track, stream, counter, connection) is { } revealed)
        {
            report(revealed);
        }
        track.Reach(
            track.Run is { } run && run.Is(stream, notifier) ? run : new LiveRun(client, stream, notifier, Span),
            isMessage ? unchecked(counter + 1) : counter);
        return track;
    }

    private StreamEvent? Reveal(HealTrack track, Guid stream, uint counter, Connection? connection)
    {
        DateTimeOffset time = DateTimeOffset.UtcNow;
        if (track.Run is not { } run)
        {
            return track.Tracker.Compare(
                track.Next, counter, isReconnected: connection is null || !track.IsOf(connection), time);
        }
        // In another run of the stream a counter that has not gone back may have been set.
        return run.Stream != stream || track.IsBehind(counter)
                ? new PublisherRestarted(endpoint.Source, time, track.Tracker.Topic, track.Next, counter)
            : counter == track.Next ? null
            : new Gap(
                endpoint.Source, time, track.Tracker.Topic, track.Next, counter, unchecked(counter - track.Next));
    }
}
