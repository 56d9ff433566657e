using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Subscribing;
using ZmqNative.Testing;
using ZmqNative.Tests.History;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Subscribing.Healing;

/// <summary>What arrives is placed in the history by its counter and its body.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HealingCounterTests
{
    private static readonly TimeSpan s_deadline = FakePublisher.Deadline;

    /// <summary>As a relay whose node was restarted: the stream is the same, and counts from 0 again.</summary>
    [Test]
    public void A_counter_that_goes_back_behind_a_healed_link_is_a_restart()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using TestLink link = new(publisher.Address);
        using TestStream stream = new(HealingTests.Options(publisher, link.Address));
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        publisher.HashTransaction(Samples.Hash(1));
        publisher.HashTransaction(Samples.Hash(2));
        Assert.That(HealingTests.Show(stream, 2), Is.EqualTo((string[])["hashtx 0", "hashtx 1"]));
        HealingTests.Cut(link, publisher, () => publisher.HashTransaction(Samples.Hash(3)));
        Assert.That(HealingTests.Show(stream.Next()), Is.EqualTo("hashtx 2 recovered"));
        publisher.SetCounter("hashtx", 0);
        publisher.HashTransaction(Samples.Hash(4));
        publisher.HashTransaction(Samples.Hash(5));
        Assert.That(HealingTests.Show(stream, 3), Is.EqualTo((string[])["restarted hashtx 3 0", "hashtx 0", "hashtx 1"]));
    }

    /// <summary>
    /// The run that was received has lost its end, and the next one its beginning: the counter of what
    /// arrives then is in both.
    /// </summary>
    [Test]
    public void A_loss_over_the_end_of_a_run_is_healed_in_both()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using TestStream stream = new(HealingTests.Options(publisher, publisher.Address));
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        publisher.HashTransaction(Samples.Hash(1));
        publisher.LosesMessages = true;
        for (byte i = 2; i < 6; i++)
        {
            publisher.HashTransaction(Samples.Hash(i));
        }
        publisher.SetCounter("hashtx", 0);
        publisher.HashTransaction(Samples.Hash(6));
        publisher.HashTransaction(Samples.Hash(7));
        publisher.LosesMessages = false;
        publisher.HashTransaction(Samples.Hash(8));
        Assert.That(HealingTests.Show(stream, 9), Is.EqualTo((string[])
            [
                "hashtx 0", "hashtx 1 recovered", "hashtx 2 recovered", "hashtx 3 recovered", "hashtx 4 recovered",
                "restarted hashtx 5 0", "hashtx 0 recovered", "hashtx 1 recovered", "hashtx 2",
            ]));
    }

    /// <summary>Two notifiers of a topic at one address cannot be distinguished, so they are not asked for.</summary>
    [Test]
    public void A_topic_that_the_history_has_twice_is_compared_by_its_counters()
    {
        using FakePublisher publisher = new();
        using HistoryServer history = new(new HistoryOptions { Address = HistoryFeed.Anywhere });
        foreach (string topic in (string[])["hashtx", "hashtx", "hashblock"])
        {
            _ = history.AddNotifier($"pub{topic}", publisher.Address, publisher.Address, topic);
        }
        history.Start();
        using TestStream stream = new(OptionsOf(publisher.Address, history.Endpoint!));
        _ = publisher.WaitForSubscription();
        foreach (uint counter in (uint[])[4, 4, 5, 7])
        {
            publisher.Send("hashtx", counter);
        }
        Assert.That(HealingTests.Show(stream, 6), Is.EqualTo(
            (string[])["hashtx 4", "duplicate hashtx 4", "hashtx 4", "hashtx 5", "gap hashtx 6 7 1", "hashtx 7"]));
    }

    [Test]
    public void A_malformed_message_counts()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using TestStream stream = new(HealingTests.Options(publisher, publisher.Address));
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        publisher.HashTransaction(Samples.Hash(1));
        publisher.Publish("hashtx", [1]);
        publisher.HashTransaction(Samples.Hash(2));
        Assert.That(HealingTests.Show(stream.Next()), Is.EqualTo("hashtx 0"));
        Assert.That(stream.Next(), Is.InstanceOf<Malformed>());
        Assert.That(HealingTests.Show(stream.Next()), Is.EqualTo("hashtx 2"));
    }

    /// <summary>The history answers only when the first connection has ended, and has all of it then.</summary>
    [Test]
    public void What_came_over_the_first_connection_is_not_lost_with_it()
    {
        using FakePublisher first = new();
        using HistoryServer history = new(new HistoryOptions { Address = HistoryFeed.Anywhere });
        int transactions = history.AddNotifier("pubhashtx", first.Address, first.Address, "hashtx");
        int blocks = history.AddNotifier("pubhashblock", first.Address, first.Address, "hashblock");
        history.Start();
        using TestLink link = new(history.Endpoint!);
        link.Pause();
        using TestStream stream = new(OptionsOf(first.Address, link.Address));
        _ = first.WaitForSubscription();
        foreach ((int place, string topic, uint counter) in
            ((int, string, uint)[])[(transactions, "hashtx", 0), (blocks, "hashblock", 0), (transactions, "hashtx", 1)])
        {
            first.Send(topic, counter);
            history.Append(place, topic, counter, new byte[32]);
        }
        first.Dispose();
        using FakePublisher second = new(first.Address);
        link.Resume();
        Assert.That(
            HealingTests.Show(stream, 3).Select(item => item.Replace(" recovered", string.Empty, StringComparison.Ordinal)),
            Is.EquivalentTo((string[])["hashtx 0", "hashblock 0", "hashtx 1"]));
    }

    /// <summary>Nobody has them any more but the subscriber.</summary>
    [Test]
    public void What_came_before_the_first_answer_is_handed_on_also_if_its_stream_has_ended()
    {
        using TestPublisher publisher = new(history: HistoryFeed.Anywhere);
        using TestLink link = new(publisher.History!);
        link.Pause();
        using TestStream stream = new(OptionsOf(publisher.Address, link.Address));
        publisher.WaitForSubscriber(s_deadline, "hashtx");
        publisher.HashTransaction(Samples.Hash(1));
        publisher.HashBlock(Samples.Hash(2));
        publisher.Restart();
        link.Cut();
        link.Resume();
        Assert.That(HealingTests.Show(stream, 2), Is.EqualTo((string[])["hashtx 0", "hashblock 0"]));
    }

    /// <summary>Both streams have a message of the same topic and counter, as after a crash.</summary>
    [Test]
    public void The_first_message_of_a_new_stream_is_not_taken_for_one_of_its_predecessor()
    {
        using TempFolder folder = new();
        DirectoryInfo original = Directory.CreateDirectory(Path.Combine(folder.Path, "original"));
        DirectoryInfo copy = Directory.CreateDirectory(Path.Combine(folder.Path, "copy"));
        using FakePublisher first = new();
        using HistoryServer before = Serve(HistoryFeed.Anywhere, original.FullName, first.Address);
        using TestStream stream = new(OptionsOf(first.Address, before.Endpoint!));
        _ = first.WaitForSubscription();
        first.Send("hashtx", 0);
        before.Append(0, "hashtx", 0, new byte[32]);
        Assert.That(HealingTests.Show(stream.Next()), Is.EqualTo("hashtx 0"));
        Assert.That(SpinWait.SpinUntil(() => before.GetInfo().Durable == 1, s_deadline));
        foreach (FileInfo file in original.GetFiles("history.db*"))
        {
            _ = file.CopyTo(Path.Combine(copy.FullName, file.Name));
        }
        string address = before.Endpoint!;
        before.Dispose();
        first.Dispose();
        using HistoryServer after = Serve(address, copy.FullName, first.Address);
        using FakePublisher second = new(first.Address);
        _ = second.WaitForSubscription();
        second.Send("hashblock", 0);
        after.Append(1, "hashblock", 0, new byte[32]);
        // The history was asked for the connection.
        Assert.That(HealingTests.Show(stream.Next()), Does.StartWith("hashblock 0"));
        second.Send("hashtx", 0);
        after.Append(0, "hashtx", 0, new byte[32]);
        Assert.That(HealingTests.Show(stream, 2), Is.EqualTo((string[])["restarted hashtx 1 0", "hashtx 0"]));
    }

    private static HistoryServer Serve(string address, string directory, string publisher)
    {
        HistoryServer history = new(new HistoryOptions { Address = address }.UseSqlite(directory));
        _ = history.AddNotifier("pubhashtx", publisher, publisher, "hashtx");
        _ = history.AddNotifier("pubhashblock", publisher, publisher, "hashblock");
        history.Start();
        return history;
    }

    private static NotificationSubscriberOptions OptionsOf(string address, string history)
    {
        NotificationSubscriberOptions options = TestStream.Options(address);
        options.History.Add(history);
        options.FillWithin = s_deadline;
        return options;
    }
}
