using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>Notifiers of somebody's own that end things while an event is being told.</summary>
public sealed class RemovedInTheMiddleTests
{
    [TestCase("shuts everything down")]
    [TestCase("has the next one removed")]
    public void Who_is_removed_by_another_is_not_told_any_more(string what)
    {
        ActingNotifier first = new(), second = new();
        ZmqNotificationOptions options = new() { PubHashTransaction = [RunningInterface.Anywhere] };
        options.Additional["pubfirst"] = options.Additional["pubsecond"] = new NotifierOptions([RunningInterface.Anywhere], 1000);
        using RunningInterface publishing = new(options, extend: factories =>
        {
            factories.Add("pubfirst", () => first);
            factories.Add("pubsecond", () => second);
        });
        NotificationInterface notifications = publishing.Notifications;
        Action act = what == "shuts everything down" ? () => notifications.Shutdown() : () => notifications.Notify(second, static (notifier, removed) => notifier != removed);
        notifications.TransactionAddedToMempool(Samples.Transaction(1), 1);
        first.Act = act;
        notifications.TransactionAddedToMempool(Samples.Transaction(2), 2);
        notifications.TransactionAddedToMempool(Samples.Transaction(3), 3);
        Assert.That((second.Transactions, second.Acceptances), Is.EqualTo((1, 1)));
        Assert.That(notifications.GetActiveNotifications().Select(row => row.Type), Does.Not.Contain("pubsecond"));
    }

    private sealed class ActingNotifier : PublishNotifier
    {
        private static readonly Topic s_topic = new("acting");

        internal Action? Act { get; set; }

        internal int Transactions { get; private set; }

        internal int Acceptances { get; private set; }

        protected internal override bool NotifyTransaction(Transaction transaction)
        {
            Transactions++;
            bool isSent = SendMessage(s_topic, []);
            Act?.Invoke();
            return isSent;
        }

        protected internal override bool NotifyTransactionAcceptance(Transaction transaction, ulong mempoolSequence)
        {
            Acceptances++;
            return true;
        }
    }
}
