using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ZmqNative.NodeTests.Parity;

/// <summary>What a process listens on, as the kernel tells it through the program ss.</summary>
internal static partial class ListeningSockets
{
    /// <summary>One line a socket, in order: local address, length of the queue of connections that wait, and whether IPv6 only.</summary>
    /// <param name="processId">The process.</param>
    internal static string[] Of(int processId)
    {
        string[] lines = Run($"-ltxnpeH").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where(line => line.Contains($"pid={processId},", StringComparison.Ordinal)).Select(Describe).Order(StringComparer.Ordinal)];
    }

    private static string Describe(string line)
    {
        // tcp LISTEN 0 100 127.0.0.1:PORT 0.0.0.0:* users:… ino:… v6only:1 <->
        // u_str LISTEN 0 100 /path 12345 * 0 users:… <->
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return $"{fields[0]} {fields[4]} backlog {fields[3]} {OnlyIPv6().Match(line)}".TrimEnd();
    }

    private static string Run(string arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("ss", arguments) { RedirectStandardOutput = true })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        catch (Win32Exception)
        {
            Prerequisite.Require(present: false, "ss", "the program ss of iproute2 does not run here");
            throw;
        }
    }

    [GeneratedRegex(@"v6only:\d")]
    private static partial Regex OnlyIPv6();
}
