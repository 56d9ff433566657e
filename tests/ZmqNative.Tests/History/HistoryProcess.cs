using System.Diagnostics;
using ZmqNative.History;
using ZmqNative.Interop;

namespace ZmqNative.Tests.History;

/// <summary>tests/HistoryPublisher as a process: it appends to a history on disk until it is killed.</summary>
internal sealed class HistoryProcess : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    /// <summary>A history in memory of a number of messages, which gets no further ones.</summary>
    internal HistoryProcess(int messages)
        : this(limit: null, ["--held", $"{messages}"], publishes: false)
    {
    }

    /// <param name="directory">The folder of the history.</param>
    /// <param name="nonce">What its bodies begin with.</param>
    /// <param name="limit">What the shell does before.</param>
    /// <param name="addresses">Where it publishes, and where its history is; none, and it publishes nothing.</param>
    internal HistoryProcess(string directory, ulong nonce, string? limit = null, params string[] addresses)
        : this(limit, [directory, $"{nonce}", .. addresses], publishes: addresses.Length > 0)
    {
    }

    private HistoryProcess(string? limit, string[] arguments, bool publishes)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string program = Path.Combine(
            Path.GetDirectoryName(TestData.Root)!, "HistoryPublisher", "bin", configuration, "net10.0", "HistoryPublisher.dll");
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new("sh", ["-c", $"{limit}exec \"$0\" \"$@\"", host, "exec", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["ZMQNATIVE_LIBRARY_PATH"] = ZmqLibrary.Path },
        };
        // Without it the runtime maps its code from a file, which the limit is for, too.
        start.Environment["DOTNET_EnableWriteXorExecute"] = limit is null ? null : "0";
        _process = Process.Start(start)!;
        Published = publishes ? Read("publish ") : null;
        Endpoint = Read("endpoint ");
        Begin = StreamPosition.Parse(Read("stream "));
    }

    internal string? Published { get; }

    internal string Endpoint { get; }

    internal StreamPosition Begin { get; }

    /// <summary>The rest of the next line that begins so.</summary>
    internal string Read(string begin)
    {
        while (true)
        {
            Task<string?> line = _process.StandardOutput.ReadLineAsync();
            Assert.That(line.Wait(s_deadline), $"There is no line {begin}");
            Assert.That(line.Result, Is.Not.Null, $"It ended without a line {begin}");
            if (line.Result!.StartsWith(begin, StringComparison.Ordinal))
            {
                return line.Result[begin.Length..];
            }
        }
    }

    /// <summary>What a history in memory has counted, and the memory of its process in KiB.</summary>
    internal Dictionary<string, long> Counted()
    {
        _process.StandardInput.WriteLine();
        return Read("counted ").Split(';').Select(one => one.Split('='))
            .ToDictionary(one => one[0], one => long.Parse(one[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Kills it (SIGKILL).</summary>
    /// <returns>The last offset that it reported as durable, at least the given one.</returns>
    internal ulong Kill(ulong durable)
    {
        _process.Kill();
        foreach (string line in _process.StandardOutput.ReadToEnd().Split('\n'))
        {
            // The last line may be cut.
            if (line.StartsWith("durable ", StringComparison.Ordinal) && ulong.TryParse(line["durable ".Length..], out ulong offset) && offset > durable)
            {
                durable = offset;
            }
        }
        Assert.That(_process.WaitForExit(s_deadline));
        return durable;
    }

    /// <summary>Ends its input, which is an orderly end.</summary>
    internal void End()
    {
        _process.StandardInput.Close();
        _ = _process.StandardOutput.ReadToEnd();
        Assert.That(_process.WaitForExit(s_deadline));
        Assert.That(_process.ExitCode, Is.Zero);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.Dispose();
    }
}
