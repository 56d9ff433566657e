using ZmqNative.History;

namespace ZmqNative.Subscribing;

/// <summary>The run of a notifier that messages of a topic belong to, and the history that has it.</summary>
/// <param name="client">The publisher's history.</param>
/// <param name="stream">The publisher's stream.</param>
/// <param name="notifier">The run.</param>
/// <param name="span">What the messages were handed on with.</param>
internal sealed class LiveRun(HistoryClient client, Guid stream, HistoryNotifier notifier, HealSpan span)
{
    internal Guid Stream => stream;

    internal HistoryNotifier Notifier => notifier;

    // Between two questions for a message that is about to be appended.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Whether this is a run of a stream.</summary>
    internal bool Is(Guid stream, HistoryNotifier notifier) =>
        Stream == stream && Notifier.Number == notifier.Number;

    /// <summary>The same run, of which messages are handed on with others.</summary>
    internal LiveRun With(HealSpan other) => new(client, stream, notifier, other);

    /// <summary>
    /// The last position up to which everything had been handed on when a message of the run was: its own, or
    /// one before it where messages of other topics were missing.
    /// </summary>
    /// <exception cref="HistoryException">The history has not got it any more, or does not answer.</exception>
    internal async Task<StreamPosition> FindPositionAsync(
        string topic, uint counter, CancellationToken cancellationToken)
    {
        StreamPosition position = await FindAsync(topic, counter, cancellationToken).ConfigureAwait(false);
        return await span.BeforeMissingAsync(position, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StreamPosition> FindAsync(string topic, uint counter, CancellationToken cancellationToken)
    {
        for (long start = Environment.TickCount64; ;)
        {
            try
            {
                await foreach (HistoryChunk chunk in client.ReadRangeAsync(
                    topic, counter, counter, number: Notifier.Number, cancellationToken: cancellationToken)
                    .ConfigureAwait(false))
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
