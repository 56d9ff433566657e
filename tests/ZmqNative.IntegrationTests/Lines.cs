namespace ZmqNative.IntegrationTests;

/// <summary>What a process writes, line by line, to be waited for.</summary>
internal sealed class Lines
{
    private readonly List<string> _lines = [];
    private bool _ended;

    internal Lines(StreamReader source) => Task.Factory.StartNew(() => Read(source), TaskCreationOptions.LongRunning);

    internal string[] All
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>The first line, there or still to come, that is wanted.</summary>
    internal string WaitFor(Predicate<string> wanted) => Wait(() => _lines.Find(wanted), "such a line");

    /// <summary>Waits for such a line; false if the output ended without one.</summary>
    internal bool TryWaitFor(Predicate<string> wanted)
    {
        bool found = false;
        Wait(() => (found = _lines.Exists(wanted)) || _ended ? string.Empty : null, "such a line, or its end");
        return found;
    }

    internal void WaitForEnd() => Wait(() => _ended ? string.Empty : null, "its end");

    public override string ToString() => string.Join('\n', All);

    private void Read(StreamReader source)
    {
        string? line;
        do
        {
            line = source.ReadLine();
            lock (_lines)
            {
                if (line is null)
                {
                    _ended = true;
                }
                else
                {
                    _lines.Add(line);
                }
                Monitor.PulseAll(_lines);
            }
        }
        while (line is not null);
    }

    private string Wait(Func<string?> condition, string what)
    {
        DateTime deadline = DateTime.UtcNow + Tool.Deadline;
        lock (_lines)
        {
            while (true)
            {
                if (condition() is string result)
                {
                    return result;
                }
                TimeSpan left = deadline - DateTime.UtcNow;
                if (_ended || left <= TimeSpan.Zero || !Monitor.Wait(_lines, left))
                {
                    throw new TimeoutException($"Waited in vain for {what}. The output is:\n{this}");
                }
            }
        }
    }
}
