using System.Diagnostics;
using System.Globalization;
using ZmqNative.Feeds;

namespace ZmqNative.Cli;

/// <summary>Shows on stderr how far a feed is: one line that renews itself on a terminal, a line now and then elsewhere.</summary>
/// <param name="unit">What is counted: blocks or events.</param>
internal sealed class ProgressLine(string unit)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private TimeSpan _shown;

    internal void Report(FeedProgress progress)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        if (elapsed - _shown >= TimeSpan.FromSeconds(_terminal ? 0.5 : 10))
        {
            _shown = elapsed;
            Console.Error.Write((_terminal ? "\r" : string.Empty) + Describe(progress, elapsed) + (_terminal ? "   " : Environment.NewLine));
        }
    }

    internal void Finish(FeedProgress progress)
    {
        bool renew = _terminal && _shown > TimeSpan.Zero;
        Console.Error.WriteLine((renew ? "\r" : string.Empty) + Describe(progress, Stopwatch.GetElapsedTime(_start)));
    }

    private string Describe(FeedProgress progress, TimeSpan elapsed)
    {
        double rate = progress.Done / Math.Max(elapsed.TotalSeconds, 1e-6);
        TimeSpan left = TimeSpan.FromSeconds((progress.Total - progress.Done) / Math.Max(rate, 1e-6));
        return string.Create(CultureInfo.InvariantCulture,
            $"{progress.Done:N0} of {progress.Total:N0} {unit}, {progress.BytesDone / 1e6:N1} of {progress.BytesTotal / 1e6:N1} MB, {rate:N0} {unit}/s, {left:h\\:mm\\:ss} left");
    }
}
