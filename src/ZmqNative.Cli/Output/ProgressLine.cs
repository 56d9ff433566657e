using System.Diagnostics;
using System.Globalization;
using ZmqNative.Node.Recordings;

namespace ZmqNative.Cli;

/// <summary>
/// Shows the progress of a feed on stderr: one line that is rewritten on a terminal, otherwise a
/// line every few seconds.
/// </summary>
/// <param name="work">What is done: Read or Published.</param>
/// <param name="unit">What is counted: blocks or events.</param>
/// <param name="cancellationToken">Ends the work: reporting throws.</param>
internal sealed class ProgressLine(
    string work, string unit, CancellationToken cancellationToken) : IProgress<FeedProgress>
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private TimeSpan _shown;
    private FeedProgress? _last;

    public void Report(FeedProgress value)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _last = value;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        if (elapsed - _shown >= TimeSpan.FromSeconds(_terminal ? 0.5 : 10))
        {
            _shown = elapsed;
            string line = Describe(value, elapsed);
            Console.Error.Write(_terminal ? $"\r{line}   " : line + Environment.NewLine);
        }
    }

    /// <summary>Shows the final progress, if there was any.</summary>
    internal void Finish()
    {
        if (_last is FeedProgress last)
        {
            bool renew = _terminal && _shown > TimeSpan.Zero;
            string line = Describe(last, Stopwatch.GetElapsedTime(_start));
            Console.Error.WriteLine(renew ? $"\r{line}   " : line);
        }
    }

    private string Describe(FeedProgress progress, TimeSpan elapsed)
    {
        IFormatProvider invariant = CultureInfo.InvariantCulture;
        // The time left is estimated from bytes if known, because the oldest blocks are the
        // smallest.
        double share = progress.BytesTotal > 0
            ? (double)progress.BytesDone / progress.BytesTotal : (double)progress.Done / progress.Total;
        TimeSpan left = elapsed * Math.Min((1 - share) / Math.Max(share, 1e-9), 1e6);
        string count = progress.Done == progress.Total
            ? string.Empty : string.Create(invariant, $" of {progress.Total:N0}");
        string size = progress.BytesTotal == 0
            ? string.Empty
            : string.Create(invariant, $", {progress.BytesDone / 1e6:N1} of {progress.BytesTotal / 1e6:N1} MB");
        double rate = progress.Done / elapsed.TotalSeconds;
        return string.Create(
            invariant,
            $"{work} {progress.Done:N0}{count} {unit}{size}, {rate:N0} {unit}/s, "
            + $"{(long)left.TotalHours}:{left:mm\\:ss} left");
    }
}
