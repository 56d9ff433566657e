using System.Text;
using NetMQ;
using NetMQ.Sockets;

namespace ZmqNative.Testing.Tests;

public sealed class FaultTests
{
    [Test]
    public void Skipped_messages_are_a_gap_in_one_topic()
    {
        using TestPublisher publisher = new();
        using RawSubscriber subscriber = Subscribed(publisher);
        publisher.Publish("rawtx", [1]);
        publisher.SkipMessages("rawtx", 3);
        publisher.Publish("rawtx", [2]);
        publisher.Publish("hashtx", [3]);
        Assert.That((subscriber.Receive(), subscriber.Receive(), subscriber.Receive()), Is.EqualTo(("rawtx 01 0", "rawtx 02 4", "hashtx 03 0")));
    }

    [Test]
    public void A_counter_is_set_and_wraps()
    {
        using TestPublisher publisher = new();
        using RawSubscriber subscriber = Subscribed(publisher);
        publisher.SetCounter("rawtx", uint.MaxValue);
        publisher.Publish("rawtx", []);
        publisher.Publish("rawtx", []);
        publisher.SkipMessages("rawtx", uint.MaxValue);
        publisher.Publish("rawtx", []);
        Assert.That((subscriber.Receive(), subscriber.Receive(), subscriber.Receive()), Is.EqualTo(("rawtx  4294967295", "rawtx  0", "rawtx  0")));
        Assert.That(publisher.Counter("rawtx"), Is.EqualTo(1));
    }

    [Test]
    public void A_message_is_repeated_with_its_number()
    {
        using TestPublisher publisher = new();
        using RawSubscriber subscriber = Subscribed(publisher);
        Assert.That(publisher.Repeat, Throws.InvalidOperationException.With.Message.Contains("nothing to repeat"));
        publisher.Publish("rawtx", [1]);
        publisher.Repeat();
        publisher.Publish("rawtx", [2]);
        Assert.That((subscriber.Receive(), subscriber.Receive(), subscriber.Receive()), Is.EqualTo(("rawtx 01 0", "rawtx 01 0", "rawtx 02 1")));
    }

    [TestCase("hashblock")]
    [TestCase("hashblock", "aa")]
    [TestCase("hashblock", "aa", "0000000001")]
    [TestCase("hashblock", "aa", "00000000", "more")]
    [TestCase("")]
    public void Any_parts_are_sent_as_they_are(params string[] texts)
    {
        byte[][] parts = [.. texts.Select(Encoding.ASCII.GetBytes)];
        using TestPublisher publisher = new();
        using RawSubscriber subscriber = Subscribed(publisher);
        publisher.PublishParts(parts);
        Assert.That(subscriber.ReceiveParts(), Is.EqualTo(parts));
        Assert.That(publisher.Counter("hashblock"), Is.Zero);
    }

    [Test]
    public void After_a_restart_subscribers_come_back_and_counters_begin_anew()
    {
        using TestPublisher publisher = new();
        string address = publisher.Address;
        using RawSubscriber subscriber = Subscribed(publisher);
        publisher.Publish("rawtx", [1]);
        publisher.Publish("rawtx", [2]);
        publisher.Restart();
        Assert.That((publisher.Address, publisher.Counter("rawtx")), Is.EqualTo((address, 0u)));
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        publisher.Publish("rawtx", [3]);
        Assert.That((subscriber.Receive(), subscriber.Receive(), subscriber.Receive()), Is.EqualTo(("rawtx 01 0", "rawtx 02 1", "rawtx 03 0")), "what was sent before a restart arrives");
    }

    /// <summary>More than the sockets' buffers hold.</summary>
    [Test]
    public void What_was_published_before_a_stop_arrives()
    {
        const int Messages = 300;
        using TestPublisher publisher = new();
        using TestLink link = new(publisher.Address);
        using RawSubscriber subscriber = new(link.Address, "rawtx");
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        link.Pause();
        byte[] body = new byte[100_000];
        for (int i = 0; i < Messages; i++)
        {
            publisher.RawTransaction(body);
        }
        Task stopping = Task.Run(publisher.Stop);
        Assert.That(stopping.Wait(TimeSpan.FromMilliseconds(200)), Is.False, "it waits for the subscriber");
        link.Resume();
        Assert.That(stopping.Wait(TestRun.Deadline));
        Assert.That(Enumerable.Range(0, Messages).Select(_ => BitConverter.ToInt32(subscriber.ReceiveParts()[2])), Is.EqualTo(Enumerable.Range(0, Messages)));
    }

    [Test]
    public void NetMQ_comes_back_too()
    {
        using TestPublisher publisher = new();
        using SubscriberSocket subscriber = new();
        subscriber.Options.Linger = TimeSpan.Zero;
        subscriber.SubscribeToAnyTopic();
        subscriber.Connect(publisher.Address);
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        publisher.Restart();
        NetMQMessage? message = null;
        // NetMQ, too, subscribes anew only while the socket is called.
        Task<bool> receiving = Task.Run(() => subscriber.TryReceiveMultipartMessage(TestRun.Deadline, ref message));
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        publisher.Publish("rawtx", [3]);
        Assert.That(receiving.Wait(TestRun.Deadline) && receiving.Result);
        Assert.That(message![1].ToByteArray(), Is.EqualTo(new byte[] { 3 }));
    }

    [Test]
    public void A_port_is_free_while_the_publisher_is_away()
    {
        using TestPublisher publisher = new();
        publisher.Stop();
        publisher.Stop();
        using (TestPublisher other = new(publisher.Address))
        {
            Assert.That(publisher.Start, Throws.InstanceOf<Interop.ZmqException>());
        }
        publisher.Start();
        publisher.Start();
        using RawSubscriber subscriber = Subscribed(publisher);
        publisher.Publish("rawtx", [1]);
        Assert.That(subscriber.Receive(), Is.EqualTo("rawtx 01 0"));
    }

    [Test]
    public void Nothing_can_be_published_by_a_publisher_that_is_away()
    {
        using TestPublisher publisher = new();
        publisher.Publish("rawtx", [1]);
        publisher.Stop();
        Assert.That(() => publisher.Publish("rawtx", []), Throws.InvalidOperationException.With.Message.Contains("Start it"));
        Assert.That(() => publisher.PublishParts([1]), Throws.InvalidOperationException);
        Assert.That(publisher.Repeat, Throws.InvalidOperationException);
        Assert.That(publisher.Counter("rawtx"), Is.Zero);
        publisher.WaitForNoSubscriber(TestRun.Deadline);
    }

    [Test]
    public void Many_restarts_find_their_port_and_their_subscriber_again()
    {
        using TestPublisher publisher = new();
        using RawSubscriber subscriber = Subscribed(publisher);
        for (int life = 0; life < 20; life++)
        {
            publisher.Publish("rawtx", [(byte)life]);
            Assert.That(subscriber.Receive(), Is.EqualTo($"rawtx {life:x2} 0"));
            publisher.Restart();
            publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        }
    }

    private static RawSubscriber Subscribed(TestPublisher publisher)
    {
        RawSubscriber subscriber = new(publisher.Address, "");
        publisher.WaitForSubscriber(TestRun.Deadline, "rawtx");
        return subscriber;
    }
}
