using System.ComponentModel;
using System.Diagnostics;

namespace ZmqNative.Tests.Security;

/// <summary>Programs of other implementations: Python with pyzmq, and C with CZMQ.</summary>
internal static class Peer
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Debian's Python, for which Debian has the package python3-zmq.</summary>
    internal const string Python = "/usr/bin/python3";

    internal static void RequirePyzmq() => Prerequisite.Require(
        Runs(Python, "-c", "import sys, zmq.auth; sys.exit(not zmq.has('curve'))"), "pyzmq", "python3-zmq is not installed, or has no CURVE");

    internal static string RunPython(string script, params string[] arguments) => Run(Python, ["-c", script, .. arguments]);

    /// <summary>Compiles a C program against CZMQ.</summary>
    internal static string CompileCzmq(string folder, string code)
    {
        string source = Path.Combine(folder, "peer.c"), program = Path.Combine(folder, "peer");
        File.WriteAllText(source, "#include <czmq.h>\nint main(void) { return 0; }");
        Prerequisite.Require(Runs("cc", "-o", program, source, "-lczmq", "-lzmq"), "czmq", "there is no compiler, or libczmq-dev is not installed");
        File.WriteAllText(source, code);
        _ = Run("cc", ["-Wall", "-o", program, source, "-lczmq", "-lzmq"]);
        return program;
    }

    /// <summary>Runs a program to its end, which has to be a good one, and gives what it wrote.</summary>
    internal static string Run(string program, IEnumerable<string> arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Deadline))
        {
            process.Kill();
            Assert.Fail($"{program} did not end within {Deadline}.");
        }
        Assert.That(process.ExitCode, Is.Zero, $"{output.Result}{errors.Result}");
        return output.Result;
    }

    internal static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;

    internal static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using Process process = Start(program, arguments);
            process.StandardOutput.Close();
            process.StandardError.Close();
            return process.WaitForExit(Deadline) && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
