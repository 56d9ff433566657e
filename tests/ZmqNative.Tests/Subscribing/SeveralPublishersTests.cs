using ZmqNative.Interop;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>One thread receives from several publishers, which are not alike.</summary>
public sealed class SeveralPublishersTests
{
    /// <summary>The queue is full all the time, and what is waiting would fill it again and again.</summary>
    [Test]
    public void A_backlog_of_one_does_not_keep_out_another([Values] bool isBusyFirst)
    {
        const int backlog = 50_000, few = 5;
        using FakePublisher busy = new(), quiet = new();
        NotificationSubscriberOptions options = isBusyFirst ? TestStream.Options(busy.Address, quiet.Address) : TestStream.Options(quiet.Address, busy.Address);
        options.QueueCapacity = 4;
        using TestStream stream = new(options);
        busy.WaitForSubscription();
        quiet.WaitForSubscription();
        for (uint i = 0; i < backlog; i++)
        {
            busy.Send("hashtx", i);
        }
        for (uint i = 0; i < few; i++)
        {
            quiet.Send("hashblock", i);
        }
        int fromBusy = 0;
        for (int fromQuiet = 0; fromQuiet < few;)
        {
            StreamItem item = stream.Next();
            fromQuiet += item is HashBlock ? 1 : 0;
            fromBusy += item is HashTransaction ? 1 : 0;
        }
        Assert.That(fromBusy, Is.LessThan(backlog));
    }

    /// <summary>Otherwise the receiving thread would poll without a pause for messages of a connection that is gone.</summary>
    [Test]
    public void A_connection_that_is_gone_has_no_messages([Values] bool isRead)
    {
        using ZmqContext context = new();
        using Endpoint endpoint = new(context, "tcp://127.0.0.1:1", TestStream.Options());
        endpoint.Open();
        endpoint.HasMessages = true;
        _ = endpoint.End(Environment.TickCount64, isRead);
        Assert.That((endpoint.Oldest, endpoint.HasMessages), Is.EqualTo(((Connection?)null, false)));
    }
}
