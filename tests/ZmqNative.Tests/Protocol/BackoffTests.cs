using ZmqNative.Protocol;

namespace ZmqNative.Tests.Protocol;

public sealed class BackoffTests
{
    [Test]
    public void Delays_double_up_to_the_longest_and_differ_by_a_quarter_at_most()
    {
        Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        foreach (double expected in (double[])[1, 2, 4, 5, 5])
        {
            Assert.That(backoff.Next().TotalSeconds, Is.EqualTo(expected).Within(25).Percent);
        }
    }

    [Test]
    public void After_a_success_the_first_delay_is_the_next()
    {
        Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        _ = (backoff.Next(), backoff.Next(), backoff.Next());
        backoff.Reset();
        Assert.That(backoff.Next().TotalSeconds, Is.EqualTo(1).Within(25).Percent);
    }

    [Test]
    public void Two_clients_do_not_retry_in_step()
    {
        TimeSpan[] first = Delays(), second = Delays();
        Assert.That(first, Is.Not.EqualTo(second));

        static TimeSpan[] Delays()
        {
            Backoff backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
            return [.. Enumerable.Range(0, 20).Select(_ => backoff.Next())];
        }
    }
}
