namespace ZmqNative.Interop.Tests;

public class ZmqTimersTests
{
    private const int Hour = 3_600_000;

    [Test]
    public void Without_timers_there_is_nothing_to_wait_for()
    {
        using ZmqTimers timers = new();
        Assert.That(timers.Timeout, Is.EqualTo(-1));
        Assert.That(timers.Execute, Throws.Nothing);
    }

    [Test]
    public void The_timeout_is_that_of_the_next_timer_and_nothing_runs_before()
    {
        int ran = 0;
        using ZmqTimers timers = new();
        int first = timers.Add(Hour, () => ran++), second = timers.Add(2 * Hour, () => ran++);
        Assert.That(timers.Timeout, Is.InRange(1, Hour));
        timers.Cancel(first);
        Assert.That(timers.Timeout, Is.InRange(Hour + 1, 2 * Hour));
        timers.SetInterval(second, 3 * Hour);
        Assert.That(timers.Timeout, Is.InRange((2 * Hour) + 1, 3 * Hour));
        timers.Execute();
        Assert.That((ran, first != second), Is.EqualTo((0, true)));
    }

    [Test]
    public void A_timer_runs_again_and_again_until_it_is_cancelled()
    {
        int ran = 0;
        using ZmqTimers timers = new();
        int timer = timers.Add(1, () => ran++);
        timers.Add(Hour, Assert.Fail);
        ExecuteUntil(timers, () => ran >= 3);
        timers.Cancel(timer);
        Assert.That(timers.Timeout, Is.Not.Zero.And.Not.Negative);
        int before = ran;
        timers.Execute();
        Assert.That(ran, Is.EqualTo(before));
    }

    [Test]
    public void Reset_begins_the_interval_anew()
    {
        using ZmqTimers timers = new();
        int timer = timers.Add(Hour, Assert.Fail);
        Within.Until(() => timers.Timeout < Hour, "a millisecond to pass");
        int left = timers.Timeout;
        timers.Reset(timer);
        Assert.That(timers.Timeout, Is.GreaterThan(left));
    }

    [Test]
    public void An_action_may_add_timers_and_cancel_its_own()
    {
        List<string> ran = [];
        using ZmqTimers timers = new();
        int once = 0;
        once = timers.Add(1, () =>
        {
            ran.Add("once");
            timers.Add(1, () => ran.Add("added"));
            timers.Cancel(once);
        });
        ExecuteUntil(timers, () => ran.Contains("added"));
        Assert.That(ran.Count(name => name == "once"), Is.EqualTo(1));
    }

    /// <summary>libzmq goes through its list meanwhile, and does not look out for changes.</summary>
    [Test]
    public void An_action_may_do_nothing_else()
    {
        using ZmqTimers timers = new();
        int timer = 0;
        List<Exception?> refused = [];
        timer = timers.Add(1, () => refused.AddRange(
            [Refused(() => _ = timers.Timeout), Refused(() => timers.SetInterval(timer, 1)), Refused(() => timers.Reset(timer)), Refused(timers.Execute)]));
        ExecuteUntil(timers, () => refused.Count > 0);
        Assert.That(refused, Has.All.TypeOf<InvalidOperationException>());
        Assert.That(() => timers.Reset(timer), Throws.Nothing);
    }

    [Test]
    public void An_action_may_execute_another_set()
    {
        List<string> ran = [];
        using ZmqTimers outer = new(), inner = new();
        inner.Add(1, () => ran.Add("inner"));
        outer.Add(1, () => ExecuteUntil(inner, () => ran.Contains("inner")));
        outer.Add(1, () => ran.Add("outer"));
        ExecuteUntil(outer, () => ran.Contains("outer"));
        Assert.That(ran, Does.Contain("inner"));
    }

    [Test]
    public void An_exception_of_an_action_comes_out_and_keeps_nobody_from_running()
    {
        using ZmqTimers timers = new();
        bool other = false;
        int failing = timers.Add(1, () => throw new FormatException("one"));
        Assert.That(() => ExecuteUntil(timers, () => false), Throws.TypeOf<FormatException>().With.Message.EqualTo("one"));
        Assert.That(() => ExecuteUntil(timers, () => false), Throws.TypeOf<FormatException>(), "its timer goes on");
        timers.Add(1, () => other = true);
        Within.Until(() => Refused(timers.Execute) is null or FormatException && other, "the other timer to run");
        timers.Cancel(failing);
        Assert.That(timers.Execute, Throws.Nothing, "no failure is told twice");
    }

    [Test]
    public void Several_exceptions_come_out_together()
    {
        using ZmqTimers timers = new();
        timers.Add(1, () => throw new FormatException());
        timers.Add(1, () => throw new NotSupportedException());
        AggregateException? both = null;
        Within.Until(() => (both = Refused(timers.Execute) as AggregateException) is not null, "both to be due");
        Assert.That(both!.InnerExceptions.Select(exception => exception.GetType()), Is.EquivalentTo(new[] { typeof(FormatException), typeof(NotSupportedException) }));
    }

    [Test]
    public void Arguments_are_checked()
    {
        using ZmqTimers timers = new();
        int timer = timers.Add(Hour, Assert.Fail);
        Assert.That(() => timers.Add(0, Assert.Fail), Throws.TypeOf<ArgumentOutOfRangeException>(), "libzmq would run it for ever");
        Assert.That(() => timers.SetInterval(timer, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => timers.Add(1, null!), Throws.ArgumentNullException);
        timers.Cancel(timer);
        Assert.That(() => timers.Cancel(timer), Throws.TypeOf<ZmqException>().With.Message.EqualTo("zmq_timers_cancel: Invalid argument (EINVAL)"));
        Assert.That(() => timers.Cancel(timer + 1), Throws.TypeOf<ZmqException>());
        Assert.That(() => timers.Reset(timer + 1), Throws.TypeOf<ZmqException>().With.Message.EqualTo("zmq_timers_reset: Invalid argument (EINVAL)"));
        Assert.That(() => timers.SetInterval(timer + 1, 1), Throws.TypeOf<ZmqException>().With.Message.EqualTo("zmq_timers_set_interval: Invalid argument (EINVAL)"));
    }

    [Test]
    public void A_set_disposed_of_refuses()
    {
        ZmqTimers timers = new();
        timers.Dispose();
        timers.Dispose();
        using IDisposable all = Assert.EnterMultipleScope();
        Assert.That(() => timers.Add(1, Assert.Fail), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => timers.Cancel(1), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => timers.SetInterval(1, 1), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => timers.Reset(1), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => timers.Timeout, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(timers.Execute, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void An_action_may_dispose_of_the_set()
    {
        ZmqTimers timers = new();
        bool ran = false;
        timers.Add(1, () =>
        {
            ran = true;
            timers.Dispose();
        });
        ExecuteUntil(timers, () => ran);
        Assert.That(timers.Execute, Throws.TypeOf<ObjectDisposedException>());
    }

    private static void ExecuteUntil(ZmqTimers timers, Func<bool> done) => Within.Until(
        () =>
        {
            timers.Execute();
            return done();
        },
        "the timers to be due");

    private static Exception? Refused(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (Exception exception) when (exception is not AssertionException)
        {
            return exception;
        }
    }
}
