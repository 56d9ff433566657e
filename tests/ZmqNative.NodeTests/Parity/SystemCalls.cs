using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ZmqNative.NodeTests.Parity;

/// <summary>The system calls of a process, written down by strace, a file for each of its threads.</summary>
internal sealed partial class SystemCalls : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-").FullName;

    internal SystemCalls() => Prerequisite.Require(CanTrace(), "strace", "the program strace does not run here, or may not trace");

    /// <summary>Starts a program in the very process that is started; strace itself is not its parent (-D).</summary>
    internal string[] Program => ["strace", "-D", "-ff", "--seccomp-bpf", "-e", "trace=network,fcntl,close,unlink", "-o", Path.Combine(_folder, "calls")];

    /// <summary>Waits until all is written down: call it when the process has ended, or soon will.</summary>
    internal void WaitForEnd(int processId)
    {
        string main = Path.Combine(_folder, $"calls.{processId}");
        Assert.That(SpinWait.SpinUntil(() => File.Exists(main) && File.ReadAllText(main).Contains("+++ exited", StringComparison.Ordinal), RegtestNode.Deadline), "strace did not see the end");
    }

    /// <summary>All calls on the socket bound to an address, in order, its number replaced; those on a connection it accepts are told by <see cref="OnAccepted"/>.</summary>
    /// <param name="bound">What stands in the call of bind: <c>htons(20001)</c>, or the path.</param>
    internal string[] OnListening(string bound) => Follow(bound).Listening;

    /// <summary>All calls on the first connection that the socket accepted, from accept to before close, but those that carry bytes.</summary>
    internal string[] OnAccepted(string bound)
    {
        string number = Follow(bound).Number;
        foreach (string[] thread in Threads())
        {
            int accept = Array.FindIndex(thread, line => line.StartsWith($"accept4({number},", StringComparison.Ordinal) && !line.Contains(" = -1 ", StringComparison.Ordinal));
            if (accept >= 0)
            {
                string accepted = thread[accept].Split(" = ")[^1];
                string[] calls = [.. thread[(accept + 1)..].TakeWhile(line => !line.StartsWith($"close({accepted})", StringComparison.Ordinal)).Where(line => IsOn(line, accepted) && !Carries().IsMatch(line))];
                return [AnyPeer(thread[accept].Split(" = ")[0].Replace($"({number},", "(LISTENING,", StringComparison.Ordinal), bound), .. calls.Select(line => AnyPeer(line.Replace($"({accepted},", "(ACCEPTED,", StringComparison.Ordinal), bound))];
            }
        }
        throw new InvalidOperationException($"Nothing was accepted at {bound}.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (string Number, string[] Listening) Follow(string bound)
    {
        foreach (string[] thread in Threads())
        {
            int bind = Array.FindIndex(thread, line => line.StartsWith("bind(", StringComparison.Ordinal) && line.Contains(bound, StringComparison.Ordinal));
            if (bind >= 0)
            {
                string number = thread[bind]["bind(".Length..].Split(',')[0];
                int socket = Array.FindLastIndex(thread, bind, line => line.StartsWith("socket(", StringComparison.Ordinal) && line.EndsWith($" = {number}", StringComparison.Ordinal));
                string[] unlinked = [.. thread[..socket].Where(line => line.StartsWith($"unlink(\"{bound}\"", StringComparison.Ordinal))];
                IEnumerable<string> calls = thread[(socket + 1)..].TakeWhile(line => !line.StartsWith($"close({number})", StringComparison.Ordinal)).Where(line => IsOn(line, number));
                return (number, [.. unlinked, thread[socket].Split(" = ")[0], .. calls.Select(line => line.Replace($"({number},", "(LISTENING,", StringComparison.Ordinal))]);
            }
        }
        throw new InvalidOperationException($"Nothing was bound to {bound}.");
    }

    // The padding before the result depends on how long the numbers were.
    private IEnumerable<string[]> Threads() => Directory.GetFiles(_folder).Select(file => File.ReadAllLines(file).Select(line => Padding().Replace(line, ") = ")).ToArray());

    private static bool IsOn(string line, string number) => line.Contains($"({number},", StringComparison.Ordinal);

    private static string AnyPeer(string line, string bound) => PortOf().Replace(line, match => match.Value == bound ? match.Value : "htons(PEER)");

    private static bool CanTrace()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("strace", ["-D", "-ff", "--seccomp-bpf", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\)\s+= ")]
    private static partial Regex Padding();

    [GeneratedRegex(@"htons\(\d+\)")]
    private static partial Regex PortOf();

    [GeneratedRegex(@"^(send|recv|shutdown)")]
    private static partial Regex Carries();
}
