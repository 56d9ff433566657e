using NUnit.Framework.Internal;
using ZmqNative.Tests;

namespace ZmqNative.Interop.Tests;

public class PrerequisiteTests
{
    [TestCase("libzmq cc zmq.h")]
    [TestCase("cc")]
    public void A_promised_thing_that_is_missing_fails_the_test(string promised) =>
        Assert.That(Outcome(present: false, promised), Is.TypeOf<AssertionException>());

    [TestCase(null)]
    [TestCase("")]
    [TestCase("libzmq ccache")]
    public void A_thing_that_nobody_promised_skips_the_test(string? promised) =>
        Assert.That(Outcome(present: false, promised), Is.TypeOf<IgnoreException>());

    [Test]
    public void A_thing_that_is_there_lets_the_test_go_on() => Assert.That(Outcome(present: true, "cc"), Is.Null);

    private static Exception? Outcome(bool present, string? promised)
    {
        // Else the failure would count for this test too, although it is caught.
        using TestExecutionContext.IsolatedContext isolated = new();
        try
        {
            Prerequisite.Require(present, "cc", "no compiler", promised);
            return null;
        }
        catch (Exception exception) when (exception is AssertionException or IgnoreException)
        {
            return exception;
        }
    }
}
