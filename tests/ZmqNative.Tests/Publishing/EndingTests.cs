using System.Diagnostics;
using ZmqNative.Interop;

namespace ZmqNative.Tests.Publishing;

/// <summary>
/// Whatever the product begins ends, in bounded time, while peers come and leave. Each kind runs as a program of its own
/// (tests/Endings), since libzmq ends its process when it finds a fault of its own.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class EndingTests
{
    private const int Rounds = 20, LongRounds = 1000;

    // A round has a deadline of its own in the program; this is for all of them on a busy machine.
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2), s_longDeadline = TimeSpan.FromMinutes(20);

    /// <summary>With each of them the libzmq that Debian has aborted, or never ended, in one of a few rounds.</summary>
    [Test]
    public void What_publishes_ends_while_peers_leave([Values("node", "relay", "contexts")] string what)
    {
        RequirePatch();
        End(what, Rounds, s_deadline);
    }

    [Test]
    [Category("Long")]
    public void What_publishes_ends_while_peers_leave_in_many_rounds([Values("node", "relay", "contexts")] string what)
    {
        RequirePatch();
        End(what, LongRounds, s_longDeadline);
    }

    [Test]
    public void A_subscriber_or_a_test_publisher_ends_with_any_libzmq([Values("subscriber", "publisher")] string what) =>
        End(what, Rounds, s_deadline);

    [Test]
    [Category("Long")]
    public void A_subscriber_or_a_test_publisher_ends_with_any_libzmq_in_many_rounds([Values("subscriber", "publisher")] string what) =>
        End(what, LongRounds, s_longDeadline);

    // libzmq 4.3.5 has the fault that native/patches/10 removes from the packaged 4.3.4; that one, unlike any other 4.3.4, binds to
    // the name of a host.
    private static void RequirePatch()
    {
        using ZmqContext context = new();
        using SocketHandle socket = SocketHandle.Open(context.Handle, ZmqSocketType.Publish);
        bool present = ZmqLibrary.Version == new Version(4, 3, 4) && LibZmq.zmq_bind(socket, "tcp://localhost:*") == 0;
        Prerequisite.Require(present, "libzmq-patched", $"libzmq {ZmqLibrary.Version} as loaded here may abort when peers leave");
    }

    private static void End(string what, int rounds, TimeSpan deadline)
    {
        int seed = Environment.TickCount & 0xffff;
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string program = Path.Combine(
            Path.GetDirectoryName(TestData.Root)!, "Endings", "bin", configuration, "net10.0", "Endings.dll");
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", program, what, $"{rounds}", $"{seed}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ZMQNATIVE_LIBRARY_PATH"] = ZmqLibrary.Path },
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(deadline))
        {
            process.Kill();
        }
        string last = output.Result.TrimEnd().Split('\n')[^1];
        Assert.That(
            (process.ExitCode, last), Is.EqualTo((0, $"{what}: round {rounds} of {rounds} has ended")), $"seed {seed}\n{errors.Result}");
    }
}
