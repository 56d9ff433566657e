using System.Diagnostics;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

namespace ZmqNative.Cli;

/// <summary>Delivers a feed's events at a chosen pace and reports progress.</summary>
internal static class FeedPlayer
{
    /// <summary>Plays the feed to its end.</summary>
    /// <param name="feed">The source.</param>
    /// <param name="listener">Receives the events.</param>
    /// <param name="eventsPerSecond">The pace; null is as fast as possible.</param>
    /// <param name="progress">Called after every event.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    internal static void Play(
        INodeFeed feed, INodeEvents listener, double? eventsPerSecond, Action<(long Done, double Share)> progress,
        CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        long delivered = 0;
        foreach (Action<INodeEvents> nodeEvent in feed.ReadEvents())
        {
            TimeSpan due = eventsPerSecond is double rate
                ? TimeSpan.FromSeconds(delivered / rate) - Stopwatch.GetElapsedTime(start) : TimeSpan.Zero;
            if (due > TimeSpan.Zero)
            {
                _ = cancellationToken.WaitHandle.WaitOne(due);
            }
            cancellationToken.ThrowIfCancellationRequested();
            nodeEvent(listener);
            delivered++;
            progress(feed.Progress);
        }
    }
}
