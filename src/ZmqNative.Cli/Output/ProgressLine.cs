using System.Diagnostics;
using System.Globalization;
using ZmqNative.Node.Recordings;

namespace ZmqNative.Cli;

/// <summary>Shows on stderr how far a feed is: one line that renews itself on a terminal, a line now and then elsewhere.</summary>
/// <param name="work">What is done: Read or Published.</param>
/// <param name="unit">What is counted: blocks or events.</param>
/// <param name="cancellationToken">Ends the work: reporting throws.</param>
internal sealed class ProgressLine(string work, string unit, CancellationToken cancellationToken) : IProgress<FeedProgress>
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
            Console.Error.Write((_terminal ? "\r" : string.Empty) + Describe(value, elapsed) + (_terminal ? "   " : Environment.NewLine));
        }
    }

    /// <summary>Shows where it ended; nothing if it did not begin.</summary>
    internal void Finish()
    {
        if (_last is FeedProgress last)
        {
            bool renew = _terminal && _shown > TimeSpan.Zero;
            Console.Error.WriteLine((renew ? "\r" : string.Empty) + Describe(last, Stopwatch.GetElapsedTime(_start)) + (renew ? "   " : string.Empty));
        }
    }

    private string Describe(FeedProgress progress, TimeSpan elapsed)
    {
        IFormatProvider invariant = CultureInfo.InvariantCulture;
        // The oldest blocks are the smallest: the time left is in the bytes, where there are any.
        double share = progress.BytesTotal > 0 ? (double)progress.BytesDone / progress.BytesTotal : (double)progress.Done / progress.Total;
        TimeSpan left = elapsed * Math.Min((1 - share) / Math.Max(share, 1e-9), 1e6);
        string count = progress.Done == progress.Total ? string.Empty : string.Create(invariant, $" of {progress.Total:N0}");
        string size = progress.BytesTotal == 0 ? string.Empty : string.Create(invariant, $", {progress.BytesDone / 1e6:N1} of {progress.BytesTotal / 1e6:N1} MB");
        return string.Create(invariant, $"{work} {progress.Done:N0}{count} {unit}{size}, {progress.Done / elapsed.TotalSeconds:N0} {unit}/s, {(long)left.TotalHours}:{left:mm\\:ss} left");
    }
}
