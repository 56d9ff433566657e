namespace ZmqNative.Tests;

/// <summary>Part of every test project: also one whose tests require nothing sees a typing mistake.</summary>
public sealed class PromiseTests
{
    [Test]
    public void What_the_machine_promises_exists() =>
        Assert.That(Prerequisite.Unknown(Environment.GetEnvironmentVariable(Prerequisite.Variable)), Is.Empty, $"the names are {string.Join(", ", Prerequisite.Names)}");
}
