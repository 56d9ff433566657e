using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Subscribing;
using ZmqNative.Testing;
using ZmqNative.Tests.History;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Subscribing.Healing;

/// <summary>What a subscriber has from the history is whole, whatever happens to the history and its publisher meanwhile.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HealingInterruptedTests
{
    private static readonly TimeSpan s_deadline = FakePublisher.Deadline;

    /// <summary>Its options were changed: a notifier has another place among all, or none.</summary>
    [TestCase("hashtx", "hashblock hashtx")]
    [TestCase("hashblock hashtx", "hashtx")]
    [TestCase("hashblock hashtx rawtx", "rawtx hashtx")]
    [TestCase("hashtx hashblock", "hashblock hashtx")]
    public void A_publisher_with_other_topics_than_in_its_life_before_has_what_it_published_then(string before, string after)
    {
        using TempFolder folder = new();
        using FakePublisher publisher = new();
        StreamPosition begin;
        using (HistoryServer first = Serve(folder.Path, publisher.Address, before.Split(' ')))
        {
            begin = first.Head;
            Append(first, before.Split(' '), 20);
        }
        using HistoryServer second = Serve(folder.Path, publisher.Address, after.Split(' '));
        Append(second, after.Split(' '), 5);
        NotificationSubscriberOptions options = OptionsOf(publisher.Address, second.Endpoint!);
        options.Topics.Add("hashtx");
        options.ResumeFrom = begin;
        using TestStream stream = new(options);
        Assert.That(HealingTests.Show(stream, 26), Is.EqualTo((IEnumerable<string>)[
            .. Enumerable.Range(0, 20).Select(counter => $"hashtx {counter} recovered"), "restarted hashtx 20 0",
            .. Enumerable.Range(0, 5).Select(counter => $"hashtx {counter} recovered")]));
    }

    /// <summary>A moved notifier is the same one; one of two is not the other.</summary>
    [TestCase("A", "B", "0 1 0 1", 1)]
    [TestCase("A B", "A", "0 1 0 1", 2)]
    [TestCase("A B", "B", "0 1 0 1", 2)]
    [TestCase("A B", "C", "0 1", 3)]
    public async Task A_notifier_of_an_earlier_life_is_known_by_type_and_address(string before, string after, string expected, int newest)
    {
        using TempFolder folder = new();
        foreach (string addresses in (string[])[before, after])
        {
            using HistoryServer history = new(new HistoryOptions { Address = HistoryFeed.Anywhere }.UseSqlite(folder.Path));
            int[] places = [.. addresses.Split(' ').Select(one => history.AddNotifier("pubhashtx", $"tcp://{one}:1", $"tcp://{one}:1", "hashtx"))];
            history.Start();
            for (uint counter = 0; counter < 2; counter++)
            {
                Array.ForEach(places, place => history.Append(place, "hashtx", counter, new byte[32]));
            }
            using HistoryClient client = new(history.Endpoint!) { Timeout = s_deadline };
            if (addresses == after)
            {
                Assert.That((await HistoryFeed.Messages(client.ReadAsync(null, [0]))).Select(message => $"{message.MessageSequence}"), Is.EqualTo(expected.Split(' ')));
                Assert.That(await client.GetNewestAsync(), Has.Count.EqualTo(newest), "one of each, also of those that are no more");
            }
        }
    }

    /// <summary>The publisher's history answers all the time, but the connection to it is cut while much is read.</summary>
    [Test]
    public void A_connection_to_the_history_that_is_cut_is_made_again()
    {
        const int count = 30_000;
        using FakePublisher publisher = new();
        using HistoryServer history = new(new HistoryOptions { Address = HistoryFeed.Anywhere });
        _ = history.AddNotifier("pubhashtx", publisher.Address, publisher.Address, "hashtx");
        history.Start();
        using TestLink link = new(history.Endpoint!);
        NotificationSubscriberOptions options = OptionsOf(publisher.Address, link.Address);
        (options.QueueCapacity, options.FillWithin) = (10, TimeSpan.FromSeconds(5));
        using TestStream stream = new(options);
        _ = publisher.WaitForSubscription();
        publisher.Send("hashtx", 0);
        Append(history, ["hashtx"], count);
        Assert.That(HealingTests.Show(stream.Next()), Is.EqualTo("hashtx 0"));
        publisher.Send("hashtx", count - 1);
        for (int counter = 1; counter < count - 1; counter++)
        {
            Assert.That(HealingTests.Show(stream.Next()), Is.EqualTo($"hashtx {counter} recovered"));
            if (counter == 100)
            {
                link.Cut();
            }
        }
        Assert.That(HealingTests.Show(stream.Next()), Is.EqualTo($"hashtx {count - 1}"));
    }

    /// <summary>
    /// It ended by a crash when it had said what it holds; what the subscriber reads then is of the next life. Its connection to the
    /// publisher stays, so that nothing else says so.
    /// </summary>
    [TestCase(2)]
    [TestCase(3)]
    public void A_publisher_that_is_started_again_while_its_history_is_asked_has_each_message_once(int connection)
    {
        using TempFolder folder = new();
        string original = Path.Combine(folder.Path, "original"), copy = Path.Combine(folder.Path, "copy");
        using FakePublisher publisher = new();
        HistoryServer history = Serve(original, publisher.Address, "hashtx");
        StreamPosition begin = history.Head;
        Append(history, ["hashtx"], 50);
        Assert.That(SpinWait.SpinUntil(() => history.GetInfo().Durable == 50, s_deadline));
        _ = Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(original, "history.db*"))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }
        using HistoryLink link = new(number =>
        {
            if (number == connection)
            {
                history.Dispose();
                history = Serve(copy, publisher.Address, "hashtx");
                Append(history, ["hashtx"], 15);
            }
            return history.Endpoint!;
        });
        NotificationSubscriberOptions options = OptionsOf(publisher.Address, link.Address);
        options.ResumeFrom = begin;
        using TestStream stream = new(options);
        _ = publisher.WaitForSubscription();
        Assert.That(HealingTests.Show(stream, 66), Is.EqualTo((IEnumerable<string>)[
            .. Enumerable.Range(0, 50).Select(counter => $"hashtx {counter} recovered"), "restarted hashtx 50 0",
            .. Enumerable.Range(0, 15).Select(counter => $"hashtx {counter} recovered")]));
        publisher.Send("hashtx", 15);
        history.Append(0, "hashtx", 15, new byte[32]);
        Assert.That(HealingTests.Show(stream.Next()), Does.StartWith("hashtx 15"));
        history.Dispose();
    }

    /// <summary>The history was away for one loss, and is back for the next one.</summary>
    [Test]
    public async Task A_loss_that_was_not_healed_does_not_keep_the_next_one_from_it()
    {
        using FakePublisher publisher = new();
        using HistoryServer history = new(new HistoryOptions { Address = HistoryFeed.Anywhere });
        _ = history.AddNotifier("pubhashtx", publisher.Address, publisher.Address, "hashtx");
        history.Start();
        uint counter = 0;
        void Publish(bool isLost)
        {
            if (!isLost)
            {
                publisher.Send("hashtx", counter);
            }
            history.Append(0, "hashtx", counter++, new byte[32]);
        }
        using TestLink link = new(history.Endpoint!);
        NotificationSubscriberOptions options = new()
        {
            Addresses = { publisher.Address },
            UnseenAfter = TimeSpan.Zero,
            History = { link.Address },
            FillWithin = TimeSpan.FromMilliseconds(500),
            AskAgainAfter = TimeSpan.FromMilliseconds(50),
        };
        link.Pause();
        using TestStream stream = new(options);
        _ = publisher.WaitForSubscription();
        Publish(isLost: false);
        Assert.That(HealingTests.Show(stream.Next()), Is.EqualTo("hashtx 0"));
        Publish(isLost: true);
        Publish(isLost: false);
        Assert.That(HealingTests.Show(stream, 2), Is.EqualTo((string[])["gap hashtx 1 2 1", "hashtx 2"]));
        link.Resume();
        link.Cut();
        long start = Environment.TickCount64;
        while (true)
        {
            Publish(isLost: false);
            Notification notification = (Notification)stream.Next();
            try
            {
                // Only where the history has placed it.
                _ = await stream.Subscriber.GetPositionAsync(notification);
                break;
            }
            catch (InvalidOperationException) when (Environment.TickCount64 - start < s_deadline.TotalMilliseconds)
            {
                // Not yet.
            }
        }
        Publish(isLost: true);
        Publish(isLost: true);
        Publish(isLost: false);
        Assert.That(HealingTests.Show(stream, 3), Is.EqualTo(
            (string[])[$"hashtx {counter - 3} recovered", $"hashtx {counter - 2} recovered", $"hashtx {counter - 1}"]));
    }

    /// <summary>As from a folder that was put back: nothing would ever come, and nobody would know why.</summary>
    [Test]
    public void A_position_beyond_the_head_is_said()
    {
        using FakePublisher publisher = new();
        using HistoryFeed feed = new();
        feed.Append(5);
        NotificationSubscriberOptions options = OptionsOf(publisher.Address, feed.Server.Endpoint!);
        options.ResumeFrom = feed.Server.Head with { Offset = 50 };
        using TestStream stream = new(options);
        string? reason = null;
        while (reason is null || !reason.Contains("offset", StringComparison.Ordinal))
        {
            reason = stream.WaitFor<Waiting>().Reason;
        }
        Assert.That(reason, Is.EqualTo("The stream's last offset is 5, and 50 is beyond it."));
    }

    private static HistoryServer Serve(string directory, string publisher, params string[] topics)
    {
        HistoryServer history = new(new HistoryOptions { Address = HistoryFeed.Anywhere }.UseSqlite(directory));
        foreach (string topic in topics)
        {
            _ = history.AddNotifier($"pub{topic}", publisher, publisher, topic);
        }
        history.Start();
        return history;
    }

    private static void Append(HistoryServer history, string[] topics, int count)
    {
        for (uint counter = 0; counter < count; counter++)
        {
            for (int place = 0; place < topics.Length; place++)
            {
                history.Append(place, topics[place], counter, new byte[32]);
            }
        }
    }

    private static NotificationSubscriberOptions OptionsOf(string address, string history)
    {
        NotificationSubscriberOptions options = TestStream.Options(address);
        options.History.Add(history);
        options.FillWithin = s_deadline;
        return options;
    }
}
