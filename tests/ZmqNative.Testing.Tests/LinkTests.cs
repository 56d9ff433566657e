using System.Net.Sockets;

namespace ZmqNative.Testing.Tests;

public sealed class LinkTests
{
    [Test]
    public void A_link_forwards_both_ways()
    {
        using TestPublisher publisher = new();
        using TestLink link = new(publisher.Address);
        using RawSubscriber subscriber = new(link.Address, "raw");
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        byte[] body = new byte[3_000_000];
        new Random(1).NextBytes(body);
        publisher.RawBlock(body);
        Assert.That(subscriber.ReceiveParts()[1], Is.EqualTo(body));
    }

    [Test]
    public void During_a_pause_nothing_arrives_and_then_everything()
    {
        using TestPublisher publisher = new();
        using TestLink link = new(publisher.Address);
        using RawSubscriber far = new(link.Address, "rawtx"), near = new(publisher.Address, "hashtx");
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx", "hashtx");
        for (int round = 0; round < 50; round++)
        {
            link.Pause();
            link.Pause();
            publisher.Publish("rawtx", [1]);
            publisher.Publish("hashtx", [2]);
            Assert.That(near.Receive(), Is.EqualTo($"hashtx 02 {round}"), "the publisher has sent by now");
            Assert.That(far.HasMessage, Is.False);
            link.Resume();
            link.Resume();
            Assert.That(far.Receive(), Is.EqualTo($"rawtx 01 {round}"));
        }
    }

    [Test]
    public void The_publisher_drops_nothing_for_a_subscriber_that_does_not_read()
    {
        // More than the sockets' buffers hold, in more messages than libzmq queues if it is let.
        const int Messages = 20_000;
        byte[] body = new byte[2000];
        using TestPublisher publisher = new();
        using TestLink link = new(publisher.Address);
        using RawSubscriber subscriber = new(link.Address, "rawtx");
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        link.Pause();
        for (int i = 0; i < Messages; i++)
        {
            publisher.RawTransaction(body);
        }
        link.Resume();
        Assert.That(Enumerable.Range(0, Messages).Select(_ => BitConverter.ToInt32(subscriber.ReceiveParts()[2])), Is.EqualTo(Enumerable.Range(0, Messages)));
    }

    [Test]
    public void A_cut_during_a_pause_loses_exactly_what_is_published_meanwhile()
    {
        using TestPublisher publisher = new();
        using TestLink link = new(publisher.Address);
        using RawSubscriber subscriber = new(link.Address, "rawtx");
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        for (uint round = 0; round < 10; round++)
        {
            publisher.Publish("rawtx", [1]);
            Assert.That(subscriber.Receive(), Is.EqualTo($"rawtx 01 {3 * round}"));
            link.Pause();
            publisher.Publish("rawtx", [2]);
            link.Cut();
            publisher.WaitForNoSubscriber(TestRun.Deadline);
            publisher.Publish("rawtx", [3]);
            link.Resume();
            publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        }
        publisher.Publish("rawtx", [4]);
        Assert.That(subscriber.Receive(), Is.EqualTo("rawtx 04 30"));
    }

    [Test]
    public void Both_ends_notice_a_cut_and_connect_anew()
    {
        using TestPublisher publisher = new();
        using TestLink link = new(publisher.Address);
        using Socket client = Connect(link);
        Assert.That(client.Receive(new byte[1]), Is.EqualTo(1), "the publisher's greeting");
        link.Cut();
        Assert.That(Ends(client));
        using Socket second = Connect(link);
        Assert.That(second.Receive(new byte[1]), Is.EqualTo(1));
    }

    [Test]
    public void An_end_that_closes_is_not_noticed_during_a_pause()
    {
        using TestPublisher publisher = new();
        using TestLink link = new(publisher.Address);
        using (RawSubscriber subscriber = new(link.Address, "rawtx"))
        {
            publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
            link.Pause();
        }
        Assert.That(() => publisher.WaitForNoSubscriber(TimeSpan.FromMilliseconds(100)), Throws.InstanceOf<TimeoutException>());
        link.Resume();
        publisher.WaitForNoSubscriber(TestRun.Deadline);
    }

    [Test]
    public void A_link_to_nobody_closes_what_connects_and_leads_there_when_somebody_comes()
    {
        using TestPublisher publisher = new();
        using TestLink link = new(publisher.Address);
        publisher.Stop();
        using (Socket client = Connect(link))
        {
            Assert.That(Ends(client));
        }
        link.Pause();
        using (Socket client = Connect(link))
        {
            Assert.That(client.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead), Is.False, "no answer during a pause");
            link.Resume();
            Assert.That(Ends(client));
        }
        publisher.Start();
        using RawSubscriber subscriber = new(link.Address, "rawtx");
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
    }

    [Test]
    public void Disposal_closes_everything_also_during_a_pause()
    {
        using TestPublisher publisher = new();
        TestLink link = new(publisher.Address);
        using Socket client = Connect(link);
        Assert.That(client.Receive(new byte[1]), Is.EqualTo(1));
        link.Pause();
        link.Dispose();
        link.Dispose();
        link.Pause();
        link.Cut();
        Assert.That(Ends(client));
        Assert.That(() => Connect(link), Throws.InstanceOf<SocketException>());
    }

    [TestCase("")]
    [TestCase("tcp://127.0.0.1")]
    [TestCase("tcp://127.0.0.1:*")]
    [TestCase("http://127.0.0.1:80")]
    [TestCase("ipc:///path")]
    public void A_link_leads_to_a_tcp_port(string target) =>
        Assert.That(() => new TestLink(target), Throws.ArgumentException.With.Message.StartsWith($"A link leads to tcp://host:port, not to '{target}'."));

    private static Socket Connect(TestLink link)
    {
        Uri address = new(link.Address);
        Socket client = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)TestRun.Deadline.TotalMilliseconds };
        try
        {
            client.Connect(address.Host, address.Port);
        }
        catch
        {
            client.Dispose();
            throw;
        }
        return client;
    }

    /// <summary>Whether the other end closes, after what it had to say.</summary>
    private static bool Ends(Socket client)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (client.Receive(buffer) > 0)
            {
            }
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionReset;
        }
    }
}
