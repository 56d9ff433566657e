using ZmqNative.History;
using ZmqNative.Security;

namespace ZmqNative.Tests.Security;

/// <summary>The token bucket of all servers, by a clock of the test's own.</summary>
public sealed class RequestRateTests
{
    [Test]
    public void As_many_as_the_burst_are_let_through_at_once_and_then_as_many_as_come_in_a_second()
    {
        RequestRate rate = new(perSecond: 10, burst: 20);
        Assert.That(Taken(rate, 1_000_000, 25), Is.EqualTo(20));
        Assert.That(Taken(rate, 1_000_099, 5), Is.Zero, "a tenth of a second has not passed");
        Assert.That(Taken(rate, 1_000_101, 5), Is.EqualTo(1));
        Assert.That(Taken(rate, 1_001_101, 50), Is.EqualTo(10));
    }

    [Test]
    public void A_long_pause_gives_no_more_than_the_burst()
    {
        RequestRate rate = new(perSecond: 10, burst: 3);
        Assert.That(Taken(rate, 5, 10), Is.EqualTo(3));
        Assert.That(Taken(rate, 5 + (long)TimeSpan.FromDays(30).TotalMilliseconds, 10), Is.EqualTo(3));
    }

    /// <summary>What a log does: one line at once, and one a minute however many are refused.</summary>
    [Test]
    public void Less_than_one_a_second_is_counted_too()
    {
        RequestRate rate = new(perSecond: 1 / 60.0, burst: 1);
        List<long> taken = [];
        for (long now = 0; now < 190_000; now += 100)
        {
            if (rate.TryTake(now))
            {
                taken.Add(now / 1000);
            }
        }
        Assert.That(taken, Is.EqualTo(new[] { 0, 60, 120, 180 }));
    }

    /// <summary>What a client has read limits a "more" that is for a reply; one that is for none counts.</summary>
    [TestCase(true, 10_000)]
    [TestCase(false, HistoryPeer.RequestsPerSecond)]
    public void A_more_for_a_reply_does_not_count(bool isSent, int expected)
    {
        HistoryPeer peer = new([1], new HistoryUnread());
        int taken = 0;
        while (taken < 10_000 && peer.TryCount(1000))
        {
            taken++;
            if (isSent)
            {
                peer.Sent(weight: 1, isLast: false);
            }
            peer.Continue(1);
        }
        Assert.That(taken, Is.EqualTo(expected));
    }

    private static int Taken(RequestRate rate, long now, int attempts) => Enumerable.Range(0, attempts).Count(_ => rate.TryTake(now));
}
