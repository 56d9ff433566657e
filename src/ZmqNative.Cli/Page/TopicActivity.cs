namespace ZmqNative.Cli;

/// <summary>
/// How many messages of a topic came, and in which seconds of the last hour. Not thread-safe.
/// </summary>
internal sealed class TopicActivity
{
    /// <summary>Seconds of one value of <see cref="Plot"/>.</summary>
    internal const int PlotStep = 10;

    private const int PlotLength = 360;
    private const int RateSeconds = 10;

    private readonly int[] _seconds = new int[(PlotLength + 1) * PlotStep];
    private readonly long _began;
    private long _second;

    /// <param name="second">The present, in seconds of a clock that is never set.</param>
    internal TopicActivity(long second) => _began = _second = second;

    internal long Count { get; private set; }

    /// <summary>The message sequence of the last message, if it had one.</summary>
    internal uint? MessageSequence { get; private set; }

    internal DateTimeOffset? Last { get; private set; }

    /// <summary>The number of gaps and of other losses.</summary>
    internal long Gaps { get; private set; }

    /// <summary>The messages that are known to be missing.</summary>
    internal long Lost { get; private set; }

    internal void Add(long second, DateTimeOffset time, uint? messageSequence)
    {
        AdvanceTo(second);
        _seconds[second % _seconds.Length]++;
        Count++;
        (Last, MessageSequence) = (time, messageSequence);
    }

    internal void AddLoss(long lost)
    {
        Gaps++;
        Lost += lost;
    }

    /// <summary>Messages a second, over the last ten that are complete, or as many as there were.</summary>
    internal double Rate(long second)
    {
        AdvanceTo(second);
        long length = Math.Min(RateSeconds, second - _began);
        return length == 0 ? 0 : Sum(second - length, length) / (double)length;
    }

    /// <summary>
    /// Messages in each ten seconds of the last hour, the oldest first, without the ten that are not
    /// complete.
    /// </summary>
    internal IEnumerable<long> Plot(long second)
    {
        AdvanceTo(second);
        long end = second / PlotStep;
        for (long step = Math.Max(end - PlotLength, _began / PlotStep); step < end; step++)
        {
            yield return Sum(step * PlotStep, PlotStep);
        }
    }

    private long Sum(long first, long length)
    {
        long sum = 0;
        for (long second = first; second < first + length; second++)
        {
            sum += _seconds[second % _seconds.Length];
        }
        return sum;
    }

    private void AdvanceTo(long second)
    {
        for (long next = Math.Max(_second + 1, second - _seconds.Length + 1); next <= second; next++)
        {
            _seconds[next % _seconds.Length] = 0;
        }
        _second = Math.Max(_second, second);
    }
}
