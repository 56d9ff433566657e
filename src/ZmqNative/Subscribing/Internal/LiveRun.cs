using ZmqNative.History;

namespace ZmqNative.Subscribing;

/// <summary>The run of a notifier that messages of a topic belong to, and the history that has it.</summary>
/// <param name="client">The publisher's history.</param>
/// <param name="stream">The publisher's stream.</param>
/// <param name="notifier">The run.</param>
internal sealed class LiveRun(HistoryClient client, Guid stream, HistoryNotifier notifier)
{
    internal Guid Stream => stream;

    internal HistoryNotifier Notifier => notifier;

    // Between two questions for a message that is about to be appended.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Whether this is a run of a stream.</summary>
    internal bool Is(Guid stream, HistoryNotifier notifier) =>
        Stream == stream && Notifier.Number == notifier.Number;

    /// <summary>Where a message of the run stands.</summary>
    /// <exception cref="HistoryException">The history has not got it any more, or does not answer.</exception>
    internal async Task<StreamPosition> FindAsync(string topic, uint counter, CancellationToken cancellationToken)
    {
        for (long start = Environment.TickCount64; ;)
        {
            try
            {
                await foreach (HistoryChunk chunk in client.ReadRangeAsync(
                    topic, counter, counter, place: Notifier.Place, number: Notifier.Number,
                    cancellationToken: cancellationToken).ConfigureAwait(false))
                {
                    if (chunk.Messages is [var found, ..] && found.Position.Stream == Stream)
                    {
                        return found.Position;
                    }
                }
                throw new HistoryException(HistoryError.UnknownStream, $"The stream {Stream:N} is gone.");
            }
            catch (HistoryException exception) when (exception.Error == HistoryError.Range
                && Environment.TickCount64 - start < client.Timeout.TotalMilliseconds)
            {
                HistoryInfo info = await client.GetInfoAsync(cancellationToken).ConfigureAwait(false);
                if (info.Notifiers.FirstOrDefault(one => one.Notifier.Number == Notifier.Number) is not { } held
                    || unchecked(counter - held.Next) > int.MaxValue)
                {
                    throw;
                }
            }
            // It was sent, and is appended next.
            await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
