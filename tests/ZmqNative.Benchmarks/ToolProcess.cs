using System.Diagnostics;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks;

/// <summary>A program that runs until it is disposed of, and the memory it holds.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Queue<string> _lines = [];

    internal ToolProcess(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ZMQNATIVE_LIBRARY_PATH"] = ZmqLibrary.Path;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Waits for the number of lines on its standard output that contain a text.</summary>
    internal void WaitFor(string text, int lines = 1)
    {
        DateTime deadline = DateTime.UtcNow + s_deadline;
        lock (_lines)
        {
            while (lines > 0)
            {
                if (_lines.TryDequeue(out string? line))
                {
                    lines -= line.Contains(text, StringComparison.Ordinal) ? 1 : 0;
                }
                else if (deadline < DateTime.UtcNow || !Monitor.Wait(_lines, deadline - DateTime.UtcNow))
                {
                    throw new TimeoutException($"{_process.StartInfo.FileName} did not print '{text}' within {s_deadline}.");
                }
            }
        }
    }

    /// <summary>Resident, in MB: all of it, and what no file is behind.</summary>
    internal (double All, double Anonymous) Memory()
    {
        string[] status = File.ReadAllLines($"/proc/{_process.Id}/status");
        double Of(string name) => double.Parse(
            status.Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':', 'k')[1], System.Globalization.CultureInfo.InvariantCulture) / 1000;
        return (Of("VmRSS:"), Of("RssAnon:"));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        lock (_lines)
        {
            if (line is not null)
            {
                _lines.Enqueue(line);
            }
            Monitor.Pulse(_lines);
        }
    }
}
