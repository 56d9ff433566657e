using System.Diagnostics;

namespace ZmqNative.Cli;

/// <summary>
/// The workers on this machine: this program again, in processes of its own. One that ends is
/// replaced; they end with this process, whatever ends it.
/// </summary>
internal sealed class WorkerProcesses : IDisposable
{
    // A worker that cannot start says why on stderr, and so can no other.
    private const int MostFailures = 3;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(5);

    private readonly string _address;
    private readonly Lock _lock = new();
    private readonly HashSet<Process> _processes = [];
    private readonly TaskCompletionSource _failed = new();
    private int _failures;
    private bool _ended;

    /// <summary>Starts them.</summary>
    /// <param name="address">Where the broker is.</param>
    /// <param name="count">The number of workers, from 0.</param>
    internal WorkerProcesses(string address, int count)
    {
        _address = address;
        for (int i = 0; i < count; i++)
        {
            Start();
        }
    }

    /// <summary>Fails when the workers cannot start; does not end otherwise.</summary>
    internal Task Failed => _failed.Task;

    public void Dispose()
    {
        Process[] processes;
        lock (_lock)
        {
            _ended = true;
            processes = [.. _processes];
        }
        foreach (Process process in processes)
        {
            // The end of its input is the worker's end.
            process.StandardInput.Dispose();
            if (!process.WaitForExit(s_deadline))
            {
                process.Kill();
                process.WaitForExit();
            }
            process.Dispose();
        }
    }

    private void Start()
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }
            Process process = new() { StartInfo = StartInfo(), EnableRaisingEvents = true };
            process.Exited += (_, _) => Replace(process);
            _ = process.Start();
            _ = _processes.Add(process);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        // By 'dotnet ZmqNative.Cli.dll' the process is dotnet itself.
        string program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? ["exec", Path.Combine(AppContext.BaseDirectory, "ZmqNative.Cli.dll")] : [];
        return new ProcessStartInfo(
            program, [.. self, "verify", "--connect", _address, VerifyCommand.LocalWorker])
        {
            RedirectStandardInput = true,
        };
    }

    private void Replace(Process process)
    {
        lock (_lock)
        {
            if (_ended || !_processes.Remove(process))
            {
                return;
            }
            _failures = process.ExitCode == ExitCode.Failure ? _failures + 1 : 0;
            process.Dispose();
            if (_failures >= MostFailures)
            {
                _ = _failed.TrySetException(new IOException("The workers end by themselves; see above."));
                return;
            }
        }
        Start();
    }
}
