using ZmqNative.History;
using ZmqNative.Subscribing;
using ZmqNative.Testing;
using ZmqNative.Tests.Diagnostics;
using ZmqNative.Tests.History;
using ZmqNative.Tests.Publishing;

namespace ZmqNative.Tests.Subscribing.Healing;

/// <summary>A subscriber has what it missed from the publisher's history.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HealingTests
{
    private static readonly TimeSpan s_deadline = FakePublisher.Deadline;

    [Test]
    [NonParallelizable] // Metrics are the process's.
    public void A_gap_is_healed_with_the_lost_messages_of_all_topics_in_publish_order()
    {
        using Meters meters = new();
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using TestStream stream = new(Options(publisher, publisher.Address));
        publisher.WaitForSubscriber(s_deadline, "hashtx", "hashblock");
        publisher.HashTransaction(Samples.Hash(1));
        Assert.That(Show(stream.Next()), Is.EqualTo("hashtx 0"));
        publisher.LosesMessages = true;
        publisher.HashTransaction(Samples.Hash(2));
        publisher.HashBlock(Samples.Hash(3));
        publisher.HashTransaction(Samples.Hash(4));
        publisher.LosesMessages = false;
        publisher.HashTransaction(Samples.Hash(5));
        publisher.HashBlock(Samples.Hash(6));
        StreamItem[] items = [.. Enumerable.Range(0, 5).Select(_ => stream.Next())];
        Assert.That(items.Select(Show), Is.EqualTo(
            (string[])["hashtx 1 recovered", "hashblock 0 recovered", "hashtx 2 recovered", "hashtx 3", "hashblock 1"]));
        Assert.That(((HashBlock)items[1]).Hash, Is.EqualTo(Samples.Hash(3)));
        Assert.That(meters[$"zmqnative.recovered.messages{{topic=hashtx,address={publisher.Address}}}"], Is.EqualTo(2));
        Assert.That(meters[$"zmqnative.gaps{{topic=hashtx,address={publisher.Address}}}"], Is.Zero);
    }

    [Test]
    public void What_the_history_has_not_got_stays_a_gap()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using TestStream stream = new(Options(publisher, publisher.Address));
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        publisher.HashTransaction(Samples.Hash(1));
        publisher.LosesMessages = true;
        publisher.HashTransaction(Samples.Hash(2));
        publisher.SkipMessages("hashtx", 3);
        publisher.HashTransaction(Samples.Hash(3));
        publisher.LosesMessages = false;
        publisher.HashTransaction(Samples.Hash(4));
        Assert.That(Show(stream, 5), Is.EqualTo(
            (string[])["hashtx 0", "hashtx 1 recovered", "gap hashtx 2 5 3", "hashtx 5 recovered", "hashtx 6"]));
    }

    [Test]
    public void Without_an_answer_the_gap_is_reported()
    {
        using TestPublisher publisher = new();
        using FakePublisher nobody = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.History.Add(nobody.Address);
        options.FillWithin = TimeSpan.FromMilliseconds(200);
        using TestStream stream = new(options);
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        publisher.HashTransaction(Samples.Hash(1));
        publisher.SkipMessages("hashtx", 2);
        publisher.HashTransaction(Samples.Hash(2));
        Assert.That(Show(stream, 3), Is.EqualTo((string[])["hashtx 0", "gap hashtx 1 3 2", "hashtx 3"]));
    }

    /// <summary>What was published while the connection was cut comes without another message that reveals it.</summary>
    [Test]
    public void A_cut_link_is_healed()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using TestLink link = new(publisher.Address);
        using TestStream stream = new(Options(publisher, link.Address));
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        publisher.HashTransaction(Samples.Hash(1));
        Assert.That(Show(stream.Next()), Is.EqualTo("hashtx 0"));
        for (uint round = 0; round < 3; round++)
        {
            Cut(link, publisher, () =>
            {
                publisher.HashTransaction(Samples.Hash(2));
                publisher.HashBlock(Samples.Hash(3));
            });
            Assert.That(Show(stream, 2), Is.EqualTo(
                (string[])[$"hashtx {(2 * round) + 1} recovered", $"hashblock {round} recovered"]));
            publisher.HashTransaction(Samples.Hash(4));
            Assert.That(Show(stream.Next()), Does.StartWith($"hashtx {(2 * round) + 2}"));
        }
    }

    /// <summary>The restarted publisher has counted to exactly what is due.</summary>
    [Test]
    public void A_restart_shows_by_the_streams_identity_and_not_by_the_counters()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using TestLink link = new(publisher.Address);
        using TestStream stream = new(Options(publisher, link.Address));
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        publisher.HashTransaction(Samples.Hash(1));
        publisher.HashTransaction(Samples.Hash(2));
        Assert.That(Show(stream, 2), Is.EqualTo((string[])["hashtx 0", "hashtx 1"]));
        Cut(link, publisher, () =>
        {
            publisher.Restart();
            publisher.HashTransaction(Samples.Hash(3));
            publisher.HashTransaction(Samples.Hash(4));
        });
        Assert.That(Show(stream, 3), Is.EqualTo(
            (string[])["restarted hashtx 2 0", "hashtx 0 recovered", "hashtx 1 recovered"]));
        publisher.HashTransaction(Samples.Hash(5));
        Assert.That(Show(stream.Next()), Does.StartWith("hashtx 2"));
    }

    [Test]
    public async Task A_program_resumes_from_the_position_it_saved()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        string saved;
        using (TestStream first = new(Options(publisher, publisher.Address)))
        {
            publisher.WaitForSubscriber(s_deadline, "hashtx");
            publisher.HashTransaction(Samples.Hash(1));
            publisher.HashBlock(Samples.Hash(2));
            _ = first.Next();
            Notification block = (Notification)first.Next();
            saved = (await first.Subscriber.GetPositionAsync(block)).ToString();
            first.Subscriber.Dispose();
            Assert.That(() => first.Subscriber.GetPositionAsync(block), Throws.InstanceOf<ObjectDisposedException>());
        }
        publisher.HashTransaction(Samples.Hash(3));
        publisher.HashTransaction(Samples.Hash(4));
        NotificationSubscriberOptions options = Options(publisher, publisher.Address);
        options.ResumeFrom = StreamPosition.Parse(saved);
        using TestStream second = new(options);
        Assert.That(Show(second, 2), Is.EqualTo((string[])["hashtx 1 recovered", "hashtx 2 recovered"]));
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        publisher.HashTransaction(Samples.Hash(5));
        Notification third = (Notification)second.Next();
        Assert.That(Show(third), Does.StartWith("hashtx 3"));
        Assert.That(await second.Subscriber.GetPositionAsync(third), Is.EqualTo(
            new StreamPosition(StreamPosition.Parse(saved).Stream, 5)));
    }

    [Test]
    public void A_position_of_an_unknown_stream_is_reported_and_the_new_stream_comes_whole()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        publisher.HashTransaction(Samples.Hash(1));
        NotificationSubscriberOptions options = Options(publisher, publisher.Address);
        StreamPosition gone = new(Guid.NewGuid(), 77);
        options.ResumeFrom = gone;
        using TestStream stream = new(options);
        GoneFromHistory item = (GoneFromHistory)stream.Next();
        Assert.That((item.After, item.Last), Is.EqualTo((gone, (ulong?)null)));
        Assert.That(Show(stream.Next()), Is.EqualTo("hashtx 0 recovered"));
    }

    [Test]
    public void What_is_gone_before_the_first_message_held_is_reported_by_its_offsets()
    {
        using FakePublisher publisher = new();
        using HistoryServer history = new(new HistoryOptions { Address = HistoryFeed.Anywhere, MaxMemory = 1 << 20 });
        int place = history.AddNotifier("pubhashtx", publisher.Address, publisher.Address, "hashtx");
        history.Start();
        for (uint i = 0; i < 50_000; i++)
        {
            history.Append(place, "hashtx", i, Samples.Hash(1).Span);
        }
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        options.History.Add(history.Endpoint!);
        options.ResumeFrom = new StreamPosition(history.Head.Stream, 10);
        using TestStream stream = new(options);
        GoneFromHistory gone = (GoneFromHistory)stream.Next();
        Assert.That(gone.After, Is.EqualTo(options.ResumeFrom));
        Assert.That(gone.Last, Is.EqualTo(history.GetInfo().Oldest - 1));
        for (uint due = (uint)gone.Last!.Value; due < 50_000; due++)
        {
            Assert.That(Show(stream.Next()), Is.EqualTo($"hashtx {due} recovered"));
        }
    }

    /// <summary>A consumer that was too slow asks for what lies between two counters.</summary>
    [Test]
    public async Task What_a_full_queue_dropped_can_be_asked_for()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        NotificationSubscriberOptions options = Options(publisher, publisher.Address);
        (options.QueueCapacity, options.Overflow) = (10, OverflowPolicy.DropNewest);
        using TestStream stream = new(options);
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        int published = 0;
        void PublishMore()
        {
            for (int i = 0; i < 100; i++)
            {
                publisher.HashTransaction(Samples.Hash((byte)published++));
            }
        }
        PublishMore();
        uint last = 0;
        StreamItem item;
        while ((item = stream.Next()) is Notification { MessageSequence: uint sequence })
        {
            last = sequence;
            if (last == published - 1)
            {
                // The consumer was faster than the publisher.
                Assert.That(published, Is.LessThan(10_000), "Nothing was dropped.");
                PublishMore();
            }
        }
        long dropped = ((Dropped)item).Count;
        using HistoryClient client = new(publisher.History!) { Timeout = s_deadline };
        List<HistoryMessage> missed = await HistoryFeed.Messages(
            client.ReadRangeAsync("hashtx", last + 1, (uint)(last + dropped)));
        Assert.That(missed.Select(message => message.Body), Is.EqualTo(
            Enumerable.Range((int)last + 1, (int)dropped).Select(i => Reversed((byte)i))));
    }

    [Test]
    public void Options_that_fit_no_history_are_refused()
    {
        NotificationSubscriberOptions several = TestStream.Options("tcp://127.0.0.1:1", "tcp://127.0.0.1:2", "tcp://127.0.0.1:3");
        several.History.Add("tcp://127.0.0.1:4");
        several.History.Add("tcp://127.0.0.1:5");
        Assert.That(() => new NotificationSubscriber(several), Throws.ArgumentException.With.Message.EqualTo(
            "History has 2 addresses: give one, or one for each of the 3 of Addresses."));
        NotificationSubscriberOptions none = TestStream.Options("tcp://127.0.0.1:1");
        none.ResumeFrom = new StreamPosition(Guid.Empty, 3);
        Assert.That(() => new NotificationSubscriber(none), Throws.ArgumentException.With.Message.EqualTo(
            "ResumeFrom has 00000000000000000000000000000000:3, a position of one publisher: give one address and its History."));
    }

    internal static NotificationSubscriberOptions Options(TestPublisher publisher, string address)
    {
        NotificationSubscriberOptions options = TestStream.Options(address);
        options.History.Add(publisher.History!);
        options.FillWithin = s_deadline;
        return options;
    }

    /// <summary>Does something while the subscriber is away.</summary>
    internal static void Cut(TestLink link, TestPublisher publisher, Action meanwhile)
    {
        link.Pause();
        link.Cut();
        publisher.WaitForNoSubscriber(s_deadline);
        meanwhile();
        link.Resume();
        publisher.WaitForSubscriber(s_deadline, "hashtx");
    }

    internal static string Show(StreamItem item) =>
        TestStream.Show(item) + (item is Notification { Recovered: true } ? " recovered" : string.Empty);

    internal static string[] Show(TestStream stream, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Show(stream.Next()))];

    private static byte[] Reversed(byte number)
    {
        byte[] body = Samples.Hash(number).Span.ToArray();
        Array.Reverse(body);
        return body;
    }
}
