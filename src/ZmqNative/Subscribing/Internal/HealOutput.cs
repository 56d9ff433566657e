using ZmqNative.History;

namespace ZmqNative.Subscribing;

/// <summary>Hands on what a <see cref="SourceHealer"/> lets through or has from the history.</summary>
internal sealed class HealOutput(string source, INotificationHandler handler)
{
    /// <summary>Hands on an event.</summary>
    internal void Report(StreamEvent streamEvent) => handler.OnEvent(streamEvent);

    /// <summary>Hands on a message that has arrived; what its batch needs is up to the caller.</summary>
    internal void Pass(in ReceivedNotification notification, LiveRun? run)
    {
        notification.Parts.Run = run;
        handler.OnNotification(notification);
    }

    /// <summary>Ends a batch of one message, which is kept no longer.</summary>
    internal void EndBatch() => (handler as IBatchHandler)?.EndBatch(goesOn: false);

    /// <summary>Hands on a message of the history.</summary>
    internal void Recover(HealTrack track, in HistoryMessage message)
    {
        using IncomingMessage recovered = IncomingMessage.Create(
            track.Tracker, message.Body, message.MessageSequence, isRecovered: true);
        if (MessageRules.WhyMalformed(track.Tracker.Known, recovered, message.MessageSequence) is { } reason)
        {
            Report(new Malformed(source, recovered.Time, track.Tracker.Topic, reason, recovered.CopyLengths()));
            return;
        }
        Pass(new ReceivedNotification(recovered), track.Run);
        EndBatch();
    }

    /// <summary>
    /// Reports what the history has not got any more. Of a topic that shows in its counters, where these
    /// are known.
    /// </summary>
    /// <param name="chunk">What it has.</param>
    /// <param name="asked">Who has it from the history.</param>
    /// <param name="tracks">What was handed on.</param>
    internal void ReportGone(HistoryChunk chunk, CatchUp asked, HealTracks tracks)
    {
        Guid stream = chunk.Position.Stream;
        if (asked.IsNewStream && tracks.IsEmpty && tracks.After is { } gone && gone.Stream != stream)
        {
            Report(new GoneFromHistory(source, DateTimeOffset.UtcNow, gone, null));
        }
        if (chunk.Missing is { } missing
            && asked.Chosen.Exists(notifier => tracks.Find(notifier.Topics[0])?.Run?.Stream != stream))
        {
            Report(new GoneFromHistory(
                source, DateTimeOffset.UtcNow, new StreamPosition(stream, missing.First - 1), missing.Last));
        }
    }
}
