namespace ZmqNative.NodeTests;

/// <summary>What a running node writes to its log, to be waited for.</summary>
internal sealed class NodeLog
{
    private readonly List<string> _lines = [];
    private bool _ended;

    internal NodeLog(StreamReader output) => Task.Factory.StartNew(() => Read(output), TaskCreationOptions.LongRunning);

    /// <summary>Waits for a line that contains the text, there or still to come; returns it.</summary>
    internal string WaitFor(string text)
    {
        DateTime deadline = DateTime.UtcNow + RegtestNode.Deadline;
        lock (_lines)
        {
            while (true)
            {
                if (_lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is string found)
                {
                    return found;
                }
                TimeSpan left = deadline - DateTime.UtcNow;
                if (_ended || left <= TimeSpan.Zero || !Monitor.Wait(_lines, left))
                {
                    throw new TimeoutException($"The node did not log '{text}' but:\n{string.Join('\n', _lines.TakeLast(100))}");
                }
            }
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
