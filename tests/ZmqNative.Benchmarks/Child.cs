using System.ComponentModel;
using System.Diagnostics;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks;

/// <summary>Another program, run to its end.</summary>
internal static class Child
{
    /// <summary>What it printed; null when it failed or there is no such program. It uses the libzmq this process has.</summary>
    internal static string? Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ZMQNATIVE_LIBRARY_PATH"] = ZmqLibrary.Path;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            _ = error.Result;
            return process.ExitCode == 0 ? text : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
