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
    [TestCase("libzmq clang")]
    public void A_thing_that_nobody_promised_skips_the_test(string? promised) =>
        Assert.That(Outcome(present: false, promised), Is.TypeOf<IgnoreException>());

    [TestCase("bitcoidn")]
    [TestCase("cc ccache")]
    [TestCase("libzmq,cc")]
    public void A_promise_of_something_unknown_fails_every_test_that_requires_anything(string promised)
    {
        using IDisposable all = Assert.EnterMultipleScope();
        Assert.That(Outcome(present: false, promised), Is.TypeOf<AssertionException>());
        Assert.That(Outcome(present: true, promised), Is.TypeOf<AssertionException>());
        Assert.That(Prerequisite.Unknown(promised), Is.Not.Empty);
    }

    [Test]
    public void A_name_that_nobody_can_promise_cannot_be_required() =>
        Assert.That(() => Prerequisite.Require(present: true, "ccc", "no compiler", promised: null), Throws.ArgumentException);

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
