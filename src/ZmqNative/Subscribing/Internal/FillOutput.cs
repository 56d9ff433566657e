using ZmqNative.Bitcoin;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>Hands messages to the handler behind a <see cref="GapFiller"/>, with gaps where some are missing.</summary>
internal sealed class FillOutput(string source, INotificationHandler handler)
{
    private readonly IBatchHandler? _batchHandler = handler as IBatchHandler;

    /// <summary>Hands on an event.</summary>
    internal void Report(StreamEvent streamEvent) => handler.OnEvent(streamEvent);

    /// <summary>Hands on a message in libzmq's memory; what its batch needs is up to the caller.</summary>
    internal void Pass(in ReceivedNotification notification) => handler.OnNotification(notification);

    /// <summary>Hands on a message that was held or recovered, and disposes of it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="track">Its topic; null if no track is kept.</param>
    internal void Deliver(IncomingMessage message, FillTrack? track)
    {
        using (message)
        {
            if (track is not null && message.MessageSequence is { } counter && !Advance(track, counter, message.Time))
            {
                return;
            }
            handler.OnNotification(new ReceivedNotification(message));
            _batchHandler?.EndBatch(goesOn: false);
        }
    }

    /// <summary>Makes a message that did not arrive, and hands it on.</summary>
    internal void Recover(FillTrack track, uint counter, ReadOnlySpan<byte> body) =>
        Deliver(IncomingMessage.Create(track.Tracker!, body, counter, isRecovered: true), track);

    /// <summary>Makes a message whose body is a hash.</summary>
    internal void Recover(FillTrack track, uint counter, in Hash256 hash)
    {
        Span<byte> body = stackalloc byte[Hash256.Length];
        hash.CopyReversedTo(body);
        Recover(track, counter, body);
    }

    /// <summary>Makes a C or D, or the A of a transaction if there is a mempool sequence.</summary>
    internal void Recover(FillTrack track, uint counter, in PathStep step, int place, ulong mempoolSequence)
    {
        if (mempoolSequence > 0)
        {
            Span<byte> added = stackalloc byte[SequenceBody.TransactionLength];
            SequenceBody.Write(
                added, step.Block.Ids[place], SequenceLabel.TransactionAcceptance, mempoolSequence);
            Recover(track, counter, added);
            return;
        }
        Span<byte> body = stackalloc byte[SequenceBody.BlockLength];
        SequenceBody.Write(
            body, step.Block.Hash,
            step.IsConnected ? SequenceLabel.BlockConnect : SequenceLabel.BlockDisconnect);
        Recover(track, counter, body);
    }

    /// <summary>Reports what is missing before a message.</summary>
    /// <returns>False for a message that the consumer has already, because it was recovered.</returns>
    private bool Advance(FillTrack track, uint counter, DateTimeOffset time)
    {
        uint lost = unchecked(counter - (track.Next ?? counter));
        if (lost > int.MaxValue)
        {
            return false;
        }
        if (lost > 0)
        {
            handler.OnEvent(new Gap(source, time, track.Tracker!.Topic, track.Next!.Value, counter, lost));
        }
        track.Next = unchecked(counter + 1);
        return true;
    }
}
