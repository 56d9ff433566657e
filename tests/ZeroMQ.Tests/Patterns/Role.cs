using System.Diagnostics;

namespace ZeroMQ.Tests;

/// <summary>One of the programs in ZeroMQ.Programs, in a process of its own. Disposing of it ends it.</summary>
internal sealed class Role : IDisposable
{
    private readonly Process _process;
    private readonly string _name;
    private readonly List<string> _lines = [];
    private int _streams = 2;

    private Role(string[] arguments)
    {
        // The dotnet that runs the tests; the programs lie beside them.
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "ZeroMQ.Programs.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _name = string.Join(' ', arguments);
        _process = Process.Start(start)!;
        _ = Within.Start(() => Read(_process.StandardOutput));
        _ = Within.Start(() => Read(_process.StandardError));
    }

    internal static Role Start(params string[] arguments) => new(arguments);

    /// <summary>The rest of the first line, there or still to come, that begins so.</summary>
    internal string WaitFor(string beginning) =>
        Wait(() => _lines.Find(line => line.StartsWith(beginning, StringComparison.Ordinal)), $"a line \"{beginning}\"")[beginning.Length..];

    /// <summary>Waits for its end, which has to be a good one.</summary>
    /// <returns>What it wrote.</returns>
    internal string[] WaitForEnd()
    {
        Wait(() => _streams == 0 ? "" : null, "its end");
        Assert.That(_process.WaitForExit(Within.Deadline) ? _process.ExitCode : -1, Is.Zero, ToString());
        lock (_lines)
        {
            return [.. _lines];
        }
    }

    /// <summary>Asks it to end, as one does who presses Ctrl-C, and waits until it has.</summary>
    /// <returns>What it wrote.</returns>
    internal string[] End()
    {
        _process.StandardInput.Close();
        return WaitForEnd();
    }

    /// <summary>Kills it.</summary>
    internal void Kill()
    {
        _process.Kill();
        Assert.That(_process.WaitForExit(Within.Deadline), ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }
        _process.Dispose();
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return $"{_name} wrote:\n{string.Join('\n', _lines)}";
        }
    }

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
                    _streams--;
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
        long start = Stopwatch.GetTimestamp();
        lock (_lines)
        {
            while (true)
            {
                if (condition() is { } result)
                {
                    return result;
                }
                TimeSpan left = Within.Deadline - Stopwatch.GetElapsedTime(start);
                if (_streams == 0 || left <= TimeSpan.Zero || !Monitor.Wait(_lines, left))
                {
                    throw new TimeoutException($"Waited in vain for {what}; {this}");
                }
            }
        }
    }
}
