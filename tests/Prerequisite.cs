namespace ZmqNative.Tests;

/// <summary>
/// What a test needs from the machine. ZMQNATIVE_CI_HAS lists, with spaces between, what a machine promises: a promised thing
/// that is missing fails the test, any other skips it. So nothing is skipped unseen where it should have run.
/// </summary>
internal static class Prerequisite
{
    internal const string Variable = "ZMQNATIVE_CI_HAS";

    /// <summary>All that a test may require and a machine can promise.</summary>
    internal static readonly string[] Names =
    [
        "bitcoind", "cc", "chroot", "chromium", "clang", "curve", "czmq", "gcc", "libzmq", "libzmq-4.3.5-behaviour", "libzmq-patched",
        "linux-arm64", "linux-musl-x64", "mingw", "mounts", "musl", "nats-server", "netns", "npm", "packages", "powershell", "prometheus",
        "pyzmq", "qemu", "release", "script", "ss", "strace", "win-x64", "wine", "zeromq.js", "zmq.h",
    ];

    /// <summary>Goes on when the thing is there, else fails or skips the running test.</summary>
    internal static void Require(bool present, string name, string reason) =>
        Require(present, name, reason, Environment.GetEnvironmentVariable(Variable));

    internal static void Require(bool present, string name, string reason, string? promised)
    {
        string? unknown = Unknown(promised).FirstOrDefault();
        if (unknown is not null)
        {
            Assert.Fail($"{Variable} promises {unknown}, which no test requires; there are {string.Join(", ", Names)}.");
        }
        if (!Names.Contains(name))
        {
            throw new ArgumentException($"{name} is none of the names that can be promised in {Variable}.", nameof(name));
        }
        if (present)
        {
            return;
        }
        if (Words(promised).Contains(name))
        {
            Assert.Fail($"{name} is missing ({reason}), but {Variable} promises it.");
        }
        Assert.Ignore($"{name} is missing: {reason}");
    }

    /// <summary>What is promised and does not exist: a typing mistake, which would skip the tests that should have run.</summary>
    internal static IEnumerable<string> Unknown(string? promised) => Words(promised).Except(Names);

    private static string[] Words(string? promised) => promised?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
