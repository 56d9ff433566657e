using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <content>Topics of a node's own: passed on as the node sends them, or derived from its rawtx or rawblock.</content>
internal sealed partial class UpstreamRelay
{
    private readonly bool _hasDerivedTransactions = notifications.GetPublishedTopics()
        .Any(one => IsDerived(one.Topic, Topic.RawTransaction));
    private readonly bool _hasDerivedBlocks = notifications.GetPublishedTopics()
        .Any(one => IsDerived(one.Topic, Topic.RawBlock));

    // By name, as the receiving thread has them.
    private readonly Dictionary<string, Route> _forwarded = FindForwarded(notifications);

    /// <summary>Passes a message of such a topic on; others are ignored.</summary>
    internal void PassOnOther(IncomingMessage parts, uint counter)
    {
        if (_forwarded.TryGetValue(parts.Tracker!.Topic, out Route? route))
        {
            PassOn(route, parts, counter);
        }
    }

    private void PublishOther(OtherNotification other)
    {
        if (!_forwarded.TryGetValue(other.Topic, out Route? route))
        {
            return;
        }
        using Lock.Scope hold = notifications.Hold();
        foreach (PublishNotifier notifier in route.Notifiers)
        {
            if (!ownCounters && other.MessageSequence is uint counter)
            {
                notifier.MessageSequence = counter;
            }
            if (notifier.Socket is not null && !notifier.Forward(route.Topic, other.Body))
            {
                notifications.Remove(notifier);
            }
        }
    }

    private void DeriveTransaction(ReadOnlyMemory<byte> raw)
    {
        Transaction transaction;
        try
        {
            transaction = Transaction.Parse(raw);
        }
        catch (InvalidDataException)
        {
            return; // Passed on as it is; there is no transaction in it.
        }
        notifications.Notify(transaction, static (notifier, transaction) =>
            !Array.Exists(notifier.Topics, topic => IsDerived(topic, Topic.RawTransaction))
            || notifier.NotifyTransaction(transaction));
    }

    private void DeriveBlock(Hash256 hash, ReadOnlyMemory<byte> raw)
    {
        int height;
        try
        {
            Block block = Block.Parse(raw);
            height = BlockHeader.Read(raw.Span).Version < 2
                ? UnknownHeight : CoinbaseHeight.Read(block.Transactions[0]) ?? UnknownHeight;
        }
        catch (InvalidDataException)
        {
            return; // Passed on as it is; there is no block in it.
        }
        _block = (hash, raw);
        notifications.Notify(new BlockIndex(hash, height), static (notifier, index) =>
            !Array.Exists(notifier.Topics, topic => IsDerived(topic, Topic.RawBlock)) || notifier.NotifyBlock(index));
        _block = null;
    }

    private static bool IsDerived(Topic topic, Topic source) => !topic.IsCore && topic.DerivedFrom == source;

    private static Dictionary<string, Route> FindForwarded(NotificationInterface notifications)
    {
        Dictionary<string, Route> routes =
            notifications.GetPublishedTopics().Select(one => one.Topic).Where(UpstreamTopics.IsForwarded).Distinct()
            .ToDictionary(topic => topic.Name, topic => new Route(notifications, topic), StringComparer.Ordinal);
        foreach (PublishNotifier notifier in routes.Values.SelectMany(route => route.Notifiers))
        {
            notifier.IsForwarding = true;
        }
        return routes;
    }
}
