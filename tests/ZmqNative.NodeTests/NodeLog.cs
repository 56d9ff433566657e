namespace ZmqNative.NodeTests;

/// <summary>What a running node writes to its log, to be waited for.</summary>
internal sealed class NodeLog
{
    private readonly List<string> _lines = [];
    private bool _ended;

    internal NodeLog(StreamReader output) => Task.Factory.StartNew(() => Read(output), TaskCreationOptions.LongRunning);

    /// <summary>All that it wrote, when it has ended.</summary>
    internal string[] All
    {
        get
        {
            Wait(() => _ended, "its last line");
            return [.. _lines];
        }
    }

    /// <summary>Waits for a line that contains the text, there or still to come; returns it.</summary>
    internal string WaitFor(string text) => Find(text) ?? throw Timeout($"'{text}'");

    /// <summary>Waits for such a line; false if it ended without one.</summary>
    internal bool TryWaitFor(string text) => Find(text) is not null;

    private string? Find(string text)
    {
        string? found = null;
        Wait(() => (found = _lines.Find(line => line.Contains(text, StringComparison.Ordinal))) is not null || _ended, $"'{text}'");
        return found;
    }

    private void Wait(Func<bool> condition, string what)
    {
        DateTime deadline = DateTime.UtcNow + RegtestNode.Deadline;
        lock (_lines)
        {
            while (!condition())
            {
                TimeSpan left = deadline - DateTime.UtcNow;
                if (left <= TimeSpan.Zero || !Monitor.Wait(_lines, left))
                {
                    throw Timeout(what);
                }
            }
        }
    }

    private TimeoutException Timeout(string what)
    {
        lock (_lines)
        {
            return new TimeoutException($"The node did not log {what} but:\n{string.Join('\n', _lines.TakeLast(100))}");
        }
    }

    private void Read(StreamReader output)
    {
        string? line;
        do
        {
            line = output.ReadLine();
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
}
