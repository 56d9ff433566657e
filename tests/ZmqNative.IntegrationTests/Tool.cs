using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ZmqNative.IntegrationTests;

/// <summary>A running zmqnative: the real tool, in a process of its own. Disposing of it ends it.</summary>
internal sealed class Tool : IDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private Tool(IEnumerable<string> arguments, string? libraryPath, params string[] by)
        : this(Path.Combine(AppContext.BaseDirectory, "ZmqNative.Cli.dll"), arguments, libraryPath, by)
    {
    }

    private Tool(string program, IEnumerable<string> arguments, string? libraryPath, string[] by)
    {
        // The dotnet that runs the tests; the tool lies beside them.
        string[] command = [.. by, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in (string[])["exec", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        if (libraryPath is not null)
        {
            start.Environment["ZMQNATIVE_LIBRARY_PATH"] = libraryPath;
        }
        _process = Interrupt.StartDefault(start);
        Output = new Lines(_process.StandardOutput);
        Error = new Lines(_process.StandardError);
    }

    internal int ProcessId => _process.Id;

    internal Lines Output { get; }

    internal Lines Error { get; }

    internal static Tool Start(params IEnumerable<string> arguments) => new(arguments, libraryPath: null);

    /// <summary>Starts it by another program.</summary>
    internal static Tool StartBy(string[] program, params IEnumerable<string> arguments) => new(arguments, libraryPath: null, program);

    /// <summary>Starts another program of this repository, in a folder of its own. Not on Windows.</summary>
    internal static Tool StartProgram(string program, string folder, params IEnumerable<string> arguments) => StartProgram(program, folder, [], arguments);

    /// <summary>The same with variables of the environment, <c>NAME=VALUE</c>.</summary>
    internal static Tool StartProgram(string program, string folder, string[] environment, IEnumerable<string> arguments) =>
        new(program, arguments, libraryPath: null, ["env", "-C", folder, .. environment]);

    /// <summary>Runs it to its end.</summary>
    internal static (int ExitCode, string[] Output, string[] Error) Run(IEnumerable<string> arguments, string? libraryPath = null)
    {
        using Tool tool = new(arguments, libraryPath);
        return (tool.WaitForExit(), tool.Output.All, tool.Error.All);
    }

    /// <summary>Where a publisher's address is really bound, as it says itself: an endpoint to connect to.</summary>
    internal string EndpointOf(string address)
    {
        Regex row = new($@"^pub\w+ {Regex.Escape(address)} hwm -?\d+(?: bound to (\S+))?$");
        Group bound = row.Match(Output.WaitFor(row.IsMatch)).Groups[1];
        return bound.Success ? bound.Value : address;
    }

    /// <summary>Waits for its end and for everything it wrote; returns the exit code.</summary>
    internal int WaitForExit()
    {
        if (!_process.WaitForExit(Deadline))
        {
            throw new TimeoutException($"The tool did not end within {Deadline}. It wrote:\n{Output}\n{Error}");
        }
        Output.WaitForEnd();
        Error.WaitForEnd();
        return _process.ExitCode;
    }

    /// <summary>Whether it ends by itself within a time.</summary>
    internal bool EndsWithin(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>Ctrl-C is signal 2, SIGTERM 15.</summary>
    internal int Signal(int signal)
    {
        Send(signal);
        return WaitForExit();
    }

    /// <summary>Sends a signal, and does not wait for the end.</summary>
    internal void Send(int signal)
    {
        if (Kill(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} could not be sent to process {_process.Id}.");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // Of what a shell started, too.
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(Deadline);
        }
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
