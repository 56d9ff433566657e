namespace ZmqNative.Tests;

/// <summary>
/// What a test needs from the machine. ZMQNATIVE_CI_HAS lists, with spaces between, what a machine promises: a promised thing
/// that is missing fails the test, any other skips it. So nothing is skipped unseen where it should have run.
/// </summary>
internal static class Prerequisite
{
    internal const string Variable = "ZMQNATIVE_CI_HAS";

    /// <summary>Goes on when the thing is there, else fails or skips the running test.</summary>
    internal static void Require(bool present, string name, string reason) =>
        Require(present, name, reason, Environment.GetEnvironmentVariable(Variable));

    internal static void Require(bool present, string name, string reason, string? promised)
    {
        if (present)
        {
            return;
        }
        if (promised?.Split(' ').Contains(name) == true)
        {
            Assert.Fail($"{name} is missing ({reason}), but {Variable} promises it.");
        }
        Assert.Ignore($"{name} is missing: {reason}");
    }
}
