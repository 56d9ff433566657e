using System.Diagnostics;
using System.Globalization;
using ZmqNative.History;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks;

/// <summary>A history in memory in a process of its own, as Redis is one and as a publisher is.</summary>
internal sealed class HistoryChild : IDisposable
{
    internal const string Argument = "history-child";

    private HistoryChild(Process process, string endpoint) => (Process, Endpoint) = (process, endpoint);

    internal Process Process { get; }

    internal string Endpoint { get; }

    /// <summary>Starts one and waits until it is filled.</summary>
    internal static HistoryChild Start(int messages)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(messages.ToString(CultureInfo.InvariantCulture));
        start.Environment["ZMQNATIVE_LIBRARY_PATH"] = ZmqLibrary.Path;
        Process process = Process.Start(start)!;
        return new(process, process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The history did not start."));
    }

    /// <summary>Serves until its standard input ends.</summary>
    internal static void Run(int messages)
    {
        using HistoryServer server = HistoryCost.Server(new HistoryOptions());
        HistoryCost.Append(server, messages);
        Console.WriteLine(server.Endpoint);
        _ = Console.In.ReadToEnd();
    }

    public void Dispose()
    {
        Process.StandardInput.Close();
        Process.WaitForExit();
        Process.Dispose();
    }
}
