using System.Diagnostics;
using System.Globalization;

namespace ZmqNative.Cli;

/// <summary>
/// Shows the progress of a feed on stderr: one line that is rewritten on a terminal, otherwise a
/// line every few seconds.
/// </summary>
/// <param name="work">What is done: Read or Published.</param>
/// <param name="unit">What is counted: blocks or events.</param>
/// <param name="cancellationToken">Ends the work: reporting throws.</param>
internal sealed class ProgressLine(
    string work, string unit, CancellationToken cancellationToken) : IProgress<(long Done, double Share)>
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private TimeSpan _shown;
    private (long Done, double Share)? _last;

    public void Report((long Done, double Share) value)
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
        if (_last is { } last)
        {
            bool renew = _terminal && _shown > TimeSpan.Zero;
            string line = Describe(last, Stopwatch.GetElapsedTime(_start));
            Console.Error.WriteLine(renew ? $"\r{line}   " : line);
        }
    }

    private string Describe((long Done, double Share) progress, TimeSpan elapsed)
    {
        IFormatProvider invariant = CultureInfo.InvariantCulture;
        TimeSpan left = elapsed * Math.Min((1 - progress.Share) / Math.Max(progress.Share, 1e-9), 1e6);
        string share = progress.Share >= 1 ? string.Empty : string.Create(invariant, $", {100 * progress.Share:N1} %");
        double rate = progress.Done / elapsed.TotalSeconds;
        return string.Create(
            invariant,
            $"{work} {progress.Done:N0} {unit}{share}, {rate:N0} {unit}/s, "
            + $"{(long)left.TotalHours}:{left:mm\\:ss} left");
    }
}
