using System.Diagnostics;
using System.Globalization;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>This program in a process of its own, asked line by line.</summary>
internal sealed class Worker : IDisposable
{
    internal const string Argument = "--worker";

    private readonly Process _process;

    internal Worker(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [.. PeersCost.Self(), Argument, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["ZMQNATIVE_LIBRARY_PATH"] = ZmqLibrary.Path;
        _process = Process.Start(start)!;
        First = Read();
    }

    /// <summary>What it said when it was ready.</summary>
    internal double[] First { get; }

    /// <summary>Lets it do a slice of its work.</summary>
    internal double Ask()
    {
        _process.StandardInput.WriteLine();
        return Read()[0];
    }

    /// <summary>What such a process does: says what it has, and does a slice for each line it reads.</summary>
    internal static void Serve(double[] first, Func<double> slice)
    {
        Console.WriteLine(string.Join(' ', first.Select(number => number.ToString(CultureInfo.InvariantCulture))));
        while (Console.ReadLine() is not null)
        {
            Console.WriteLine(slice().ToString(CultureInfo.InvariantCulture));
        }
        Environment.Exit(0);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double[] Read() => [.. (_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The worker failed."))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
