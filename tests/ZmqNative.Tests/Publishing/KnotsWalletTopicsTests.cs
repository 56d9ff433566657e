using System.Text.Json;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>A node's author adds notifiers of their own without touching ours: Knots' two extra topics, in their place among the five.</summary>
public sealed class KnotsWalletTopicsTests
{
    private static void AddWalletNotifiers(NotifierFactories factories)
    {
        factories.Add("pubhashwallettx", () => new HashWalletNotifier());
        factories.Add("pubrawwallettx", () => new RawWalletNotifier());
    }

    [Test]
    public void The_recording_with_wallet_topics_is_reproduced()
    {
        using TraceOptions trace = new("knots-wallet-topics");
        using SessionTrace feed = SessionTrace.Open(trace.Folder);
        NotifierFactories forParsing = new();
        AddWalletNotifiers(forParsing);
        ZmqNotificationOptions options = trace.Read(forParsing);
        using RunningInterface publishing = new(options, feed.TryReadBlock, extend: AddWalletNotifiers);
        TestSubscriber subscriber = publishing.Subscribe();
        List<RecordedMessage> expected = RecordedMessage.Read(trace.Folder);

        using IEnumerator<Action<INodeEvents>> nodeEvents = feed.ReadEvents().GetEnumerator();
        foreach (string line in File.ReadLines(Path.Combine(trace.Folder, "events.jsonl")))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string name = row.RootElement.TryGetProperty("name", out JsonElement value) ? value.GetString()! : "";
            if (row.RootElement.GetProperty("kind").GetString() == "event" && name is not ("MempoolTransactionsRemovedForBlock" or "ChainStateFlushed"))
            {
                Assert.That(nodeEvents.MoveNext());
                nodeEvents.Current(publishing.Notifications);
            }
            WalletEvents(publishing.Notifications, expected, row.RootElement.GetProperty("i").GetInt32());
        }
        foreach (RecordedMessage message in expected)
        {
            var (topic, body, sequence) = subscriber.Receive();
            Assert.That((topic, Convert.ToHexString(sequence)), Is.EqualTo((message.Topic, Convert.ToHexString(message.Sequence))));
            Assert.That(body, Is.EqualTo(message.Body));
        }
        publishing.AssertNothingLeft(subscriber);
    }

    [Test]
    public void Rows_stand_in_the_ordinal_order_of_their_types()
    {
        using TraceOptions trace = new("knots-wallet-topics");
        NotifierFactories factories = new();
        AddWalletNotifiers(factories);
        using RunningInterface publishing = new(trace.Read(factories), extend: AddWalletNotifiers);
        Assert.That(publishing.Notifications.GetActiveNotifications().Select(row => row.Type), Is.EqualTo(
            (string[])["pubhashblock", "pubhashtx", "pubhashwallettx", "pubrawblock", "pubrawtx", "pubrawwallettx", "pubsequence", ProbeNotifier.Type_]));
    }

    // What the wallet signalled is not among the recorded node events: it is read off the raw wallet messages that follow one.
    private static void WalletEvents(NotificationInterface notifications, List<RecordedMessage> recorded, int index)
    {
        foreach (RecordedMessage message in recorded.Where(message => message.Event == index && message.Topic.StartsWith("rawwallettx", StringComparison.Ordinal)))
        {
            var signal = (Transaction.Parse(message.Body), message.Topic.EndsWith("-block", StringComparison.Ordinal));
            notifications.Notify(signal, static (notifier, wallet) => notifier is not KnotsWalletNotifier mine || mine.NotifyWalletTransaction(wallet.Item1, wallet.Item2));
        }
    }
}
