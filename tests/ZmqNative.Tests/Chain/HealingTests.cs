using System.Net;
using System.Net.Sockets;
using ZmqNative.Subscribing;
using ZmqNative.Testing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>Publishers that go, come back, freeze, or talk nonsense.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HealingTests
{
    [Test]
    public void What_had_arrived_before_the_publisher_went_is_read_before_what_its_successor_sends()
    {
        FakePublisher first = new();
        NotificationSubscriberOptions options = TestStream.Options(first.Address);
        options.QueueCapacity = 1;
        using TestStream stream = new(options);
        first.WaitForSubscription();
        for (uint i = 0; i < 3000; i++)
        {
            first.Send("hashtx", i);
        }
        first.Dispose();
        using FakePublisher second = new(first.Address);
        second.WaitForSubscription().Send("hashtx", 0);
        Assert.That(stream.Show(3002), Is.EqualTo([.. Enumerable.Range(0, 3000).Select(i => $"hashtx {i}"), "restarted hashtx 3000 0", "hashtx 0"]));
    }

    /// <summary>libzmq alone would not send its subscriptions again while nobody calls it.</summary>
    [Test]
    public void A_consumer_that_takes_nothing_misses_nothing_of_a_publisher_that_comes_back()
    {
        FakePublisher first = new();
        NotificationSubscriberOptions options = TestStream.Options(first.Address);
        options.QueueCapacity = 2;
        using TestStream stream = new(options);
        first.WaitForSubscription();
        for (uint i = 0; i < 5; i++)
        {
            first.Send("hashtx", i);
        }
        first.Dispose();
        using FakePublisher second = new(first.Address);
        second.WaitForSubscription();
        for (uint i = 0; i < 60; i++)
        {
            second.Send("hashtx", i);
        }
        Assert.That(stream.Show(66), Is.EqualTo([.. Enumerable.Range(0, 5).Select(i => $"hashtx {i}"), "restarted hashtx 5 0", .. Enumerable.Range(0, 60).Select(i => $"hashtx {i}")]));
    }

    [Test]
    public void A_link_that_is_cut_without_a_word_is_noticed_by_the_heartbeat()
    {
        using FakePublisher publisher = new();
        using TestLink link = new(publisher.Address);
        NotificationSubscriberOptions options = TestStream.Options(link.Address);
        (options.HeartbeatInterval, options.HeartbeatTimeout) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(2000));
        using TestStream stream = new(options);
        publisher.WaitForSubscription().Send("hashtx", 4);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashtx 4"));
        link.Pause();
        publisher.Send("hashtx", 5);
        _ = stream.WaitFor<Disconnected>();
        link.Cut();
        link.Resume();
        _ = stream.WaitFor<HandshakeDone>();
        publisher.WaitForNextSubscriber(stream);
        publisher.Send("hashtx", 6);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("discontinuity hashtx 5 6"), "how many were lost on the way cannot be known");
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashtx 6"));
    }

    [Test]
    public void A_topic_that_is_silent_for_too_long_has_the_connection_made_anew()
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.StallAfter["hashblock"] = TimeSpan.FromSeconds(2);
        using TestStream stream = new(options);
        publisher.WaitForSubscription().Send("hashblock", 0);
        publisher.Send("hashtx", 0);
        Assert.That(stream.Show(2), Is.EqualTo(["hashblock 0", "hashtx 0"]));
        Stalled stalled = stream.WaitFor<Stalled>();
        Assert.That((stalled.Topic, stalled.Source, stalled.After), Is.EqualTo(("hashblock", publisher.Address, TimeSpan.FromSeconds(2))));
        Assert.That(stream.WaitFor<Disconnected>().Reason, Does.Contain("hashblock"));
        _ = stream.WaitFor<HandshakeDone>();
        Assert.That(stream.WaitFor<StateChanged>().State, Is.EqualTo(SubscriberState.Stalled));
        publisher.WaitForNextSubscriber(stream);
        publisher.Send("hashblock", 1);
        Assert.That(stream.WaitFor<HashBlock>().MessageSequence, Is.EqualTo(1u));
        Assert.That(stream.WaitFor<StateChanged>().State, Is.EqualTo(SubscriberState.Live));
    }

    /// <summary>Two connections at a time would bring messages twice, which looks like a restart.</summary>
    [Test]
    public void A_connection_that_is_made_anew_brings_nothing_twice()
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.StallAfter["hashblock"] = TimeSpan.FromMilliseconds(100);
        using TestStream stream = new(options);
        publisher.WaitForSubscription();
        using CancellationTokenSource end = new();
        Task sending = Task.Run(() =>
        {
            for (uint i = 0; !end.IsCancellationRequested; i++)
            {
                publisher.Send("hashtx", i);
                Thread.Yield();
            }
        });
        uint last = 0;
        for (int stalls = 0; stalls < 5;)
        {
            switch (stream.Next())
            {
                case Stalled:
                    stalls++;
                    break;
                case HashTransaction { MessageSequence: uint counter }:
                    Assert.That(counter, Is.GreaterThanOrEqualTo(last));
                    last = counter;
                    break;
                case Discontinuity:
                    break;
                case var other:
                    Assert.Fail($"{other}");
                    break;
            }
        }
        end.Cancel();
        Assert.That(sending.Wait(FakePublisher.Deadline));
    }

    [Test]
    public void A_topic_that_never_came_is_told_once()
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.UnseenAfter = TimeSpan.FromSeconds(3);
        options.Topics.Add("hashblock");
        options.Topics.Add("raw");
        options.Topics.Add("sequence");
        options.MissingTopics.Add("sequence");
        using TestStream stream = new(options);
        Assert.That(stream.Next(), Is.TypeOf<Waiting>().With.Property("Topic").EqualTo("sequence"), "known before anything is received");
        for (int i = 0; i < 3; i++)
        {
            publisher.WaitForSubscription();
        }
        publisher.Send("rawtx", new byte[10], 0);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("rawtx 0"));
        Assert.That(stream.Next(), Is.TypeOf<Waiting>().With.Property("Topic").EqualTo("hashblock"));
        publisher.Send("hashblock", 0);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashblock 0"));
    }

    /// <summary>
    /// Not a publisher at all, on the port where one was and will be. Text looks like the beginning of ZMTP 1.0, of which libzmq 4.3.5
    /// takes the handshake for done: so it is the server that has to hang up, as one of HTTP does.
    /// </summary>
    [TestCase("HTTP/1.1 400 Bad Request\r\n\r\n", true)]
    [TestCase("\u00ff\0\0\0\0\0\0\0\u0001\u007f\u0003\0NULL", false)]
    [TestCase("", false)]
    public void Whatever_answers_the_subscriber_goes_on_trying(string answer, bool hangsUp)
    {
        string address;
        TestStream stream;
        using (TcpListener listener = new(IPAddress.Loopback, 0))
        {
            listener.Start();
            address = $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
            NotificationSubscriberOptions options = TestStream.Options(address);
            options.ConnectTimeout = TimeSpan.FromMilliseconds(300);
            stream = new TestStream(options);
            for (int i = 0; i < 3; i++)
            {
                using System.Net.Sockets.Socket caller = listener.AcceptSocket();
                _ = caller.Send(System.Text.Encoding.Latin1.GetBytes(answer));
                if (hangsUp)
                {
                    caller.Close();
                }
            }
        }
        using FakePublisher publisher = new(address);
        publisher.WaitForSubscription().Send("hashtx", 1);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashtx 1"));
        stream.Dispose();
    }

    [Test]
    public void A_message_beyond_all_reason_ends_its_connection_when_a_limit_is_set()
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.ConfigureSocket = socket => socket.MaxMessageSize = 1000;
        using TestStream stream = new(options);
        publisher.WaitForSubscription().Send("rawblock", new byte[1001], 0);
        Assert.That(stream.WaitFor<Disconnected>().Source, Is.EqualTo(publisher.Address));
        publisher.WaitForNextSubscriber(stream);
        publisher.Send("hashtx", 1);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashtx 1"));
    }

    [Test]
    public void A_hundred_subscribers_receive_everything()
    {
        using FakePublisher publisher = new();
        TestStream[] streams = [.. Enumerable.Range(0, 100).Select(_ => new TestStream(TestStream.Options(publisher.Address)))];
        publisher.WaitForSubscription();
        // An XPUB passes only the first on: the others are known by having received.
        foreach (TestStream stream in streams)
        {
            publisher.WaitForNextSubscriber(stream);
        }
        for (uint i = 0; i < 100; i++)
        {
            publisher.Send("hashtx", i);
        }
        foreach (TestStream stream in streams)
        {
            Assert.That(stream.ShowTopic("hashtx", 100), Is.EqualTo(Enumerable.Range(0, 100).Select(i => $"hashtx {i}")));
            stream.Dispose();
        }
    }
}
