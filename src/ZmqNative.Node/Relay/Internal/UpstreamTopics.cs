using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>Which of a node's topics are needed to publish others, and where they are.</summary>
internal static class UpstreamTopics
{
    /// <summary>The topics that notifiers publish, checked.</summary>
    /// <exception cref="InvalidDataException">
    /// A notifier was registered without topics: one sentence that names it.
    /// </exception>
    internal static IReadOnlyList<PublishedTopic> PublishedBy(NotificationInterface notifications)
    {
        IReadOnlyList<PublishedTopic> published = notifications.Notifiers.Topics();
        string? unknown = notifications.GetActiveNotifications().Select(row => row.Type)
            .FirstOrDefault(type => !published.Any(one => one.Type == type));
        return unknown is null ? published : throw new InvalidDataException(
            $"-zmq{unknown} cannot be published from a running node: its notifier was registered without the topics "
            + "it publishes, so which of the node's messages it needs is not known.");
    }

    /// <summary>The topics to subscribe to in order to publish these.</summary>
    /// <remarks>
    /// Of Core's topics both the topic and the one it is derived from; besides, <c>sequence</c>
    /// says where a block ends, whatever is published.
    /// </remarks>
    internal static IEnumerable<string> Of(IEnumerable<PublishedTopic> published) =>
        published.SelectMany(one => Sources(one.Topic)).Append(Topic.Sequence).Select(topic => topic.Name).Distinct();

    /// <summary>How many messages one message of a node's topic becomes.</summary>
    internal static int MessagesMadeFrom(string topic, IEnumerable<PublishedTopic> published) =>
        published.Count(one => Sources(one.Topic).Any(source => source.Name == topic));

    /// <summary>
    /// Whether messages of the topic are passed on as the node sends them, and it sends them only
    /// if it has the topic.
    /// </summary>
    internal static bool IsForwarded(Topic topic) => topic is { IsCore: false, DerivedFrom: null };

    /// <summary>
    /// The one address of a node that has all from which these topics can be made; null when the
    /// node publishes nothing.
    /// </summary>
    /// <param name="node">The node's notifiers.</param>
    /// <param name="published">The topics to publish.</param>
    /// <param name="host">The node's host, for addresses that name none.</param>
    /// <exception cref="InvalidDataException">
    /// There is no such address: one sentence that says what to put into bitcoin.conf.
    /// </exception>
    internal static string? Find(
        IReadOnlyList<ActiveNotification> node, IReadOnlyList<PublishedTopic> published, string host)
    {
        if (!node.Any(row => Topic.Core.Any(topic => topic.NotifierType == row.Type)))
        {
            return null;
        }
        bool Has(string address, string type) => node.Any(row => row.Address == address && row.Type == type);
        string? found = node.Select(row => row.Address).Distinct()
            .Where(address => published.All(one => Types(one).Any(type => Has(address, type))))
            .OrderByDescending(address => Topic.Core.Count(topic => Has(address, topic.NotifierType))).FirstOrDefault();
        return found is not null
            ? SubscriberAddress.ToEndpoint(found, host) : throw Missing(published, node[0].Address);
    }

    /// <summary>Refuses topics that have to come from the node, where it does not publish them.</summary>
    /// <exception cref="InvalidDataException">
    /// One is missing: one sentence that says what to put into bitcoin.conf.
    /// </exception>
    internal static void CheckForwarded(IReadOnlyList<ActiveNotification> node, IReadOnlyList<PublishedTopic> published)
    {
        if (published.Any(one => IsForwarded(one.Topic) && !node.Any(row => row.Type == one.Type)))
        {
            throw Missing(published);
        }
    }

    /// <summary>What a node publishes at an address; empty where it does not name the address.</summary>
    internal static IEnumerable<ActiveNotification> RowsAt(
        string upstream, string host, IReadOnlyList<ActiveNotification> node) =>
        node.Where(row => AreSame(SubscriberAddress.ToEndpoint(row.Address, host), upstream));

    /// <summary>
    /// Which topics cannot come from an address, and what to put into bitcoin.conf: one sentence; null
    /// when none is missing. At an address that the node does not name there may be a port forwarder,
    /// behind which any topic that the node publishes may come, or a relay that makes others.
    /// </summary>
    internal static string? MissingAt(
        string upstream, string host, IReadOnlyList<ActiveNotification> node, IEnumerable<PublishedTopic> published)
    {
        ActiveNotification[] rows = [.. RowsAt(upstream, host, node)];
        bool isNamed = rows.Length > 0;
        HashSet<string> types = [.. (isNamed ? rows : node).Select(row => row.Type)];
        PublishedTopic[] missing = [.. published.Where(one => !Types(one).Any(types.Contains))];
        string has = types.Count == 0
            ? "nothing" : $"only {string.Join(", ", types.Select(type => type["pub".Length..]))}";
        return missing.Length == 0 ? null
            : $"{string.Join(", ", missing.Select(one => one.Topic.Name))} "
                + (isNamed ? $"cannot come from {upstream}: the node publishes {has} there; put "
                    : $"can come from {upstream} only if a relay makes them: the node publishes {has}; without one, "
                        + "put ")
                + string.Join(' ', missing.Select(one => $"zmq{Types(one).Last()}={upstream}").Distinct())
                + " into its bitcoin.conf.";
    }

    /// <summary>Refuses an address at which the relay publishes itself: it would follow itself.</summary>
    /// <exception cref="InvalidDataException">It is one: one sentence that names it.</exception>
    internal static void RefuseOwn(string upstream, NotificationInterface notifications)
    {
        foreach (ActiveNotification own in notifications.GetActiveNotifications())
        {
            if (AreSame(notifications.GetBoundEndpoint(own.Address), upstream) || AreSame(own.Address, upstream))
            {
                throw new InvalidDataException(
                    $"The upstream {upstream} is the address of -zmq{own.Type}={own.Address}, at which the relay "
                    + "publishes itself: name the node's address, or publish at another one.");
            }
        }
    }

    /// <summary>The sentence that says what to put into bitcoin.conf.</summary>
    internal static InvalidDataException Missing(
        IReadOnlyList<PublishedTopic> published, string address = "tcp://127.0.0.1:28332")
    {
        string[] types = [.. published.Select(one => one.Topic.DerivedFrom?.NotifierType ?? one.Type)
            .Append(Topic.Sequence.NotifierType).Distinct()];
        return new($"The node does not publish {string.Join(", ", types.Select(type => type["pub".Length..]))} "
            + "on one address, and messages of several addresses have no common order: "
            + $"put {string.Join(' ', types.Select(type => $"zmq{type}={address}"))} into its bitcoin.conf.");
    }

    private static IEnumerable<Topic> Sources(Topic topic) =>
        topic.DerivedFrom is not { } source ? [topic] : topic.IsCore ? [topic, source] : [source];

    // Notifier types of the node, any of which is enough.
    private static IEnumerable<string> Types(PublishedTopic one) =>
        one.Topic.DerivedFrom is not { } source ? [one.Type]
        : one.Topic.IsCore ? [one.Type, source.NotifierType] : [source.NotifierType];

    // Whether a connection to one reaches the other, as far as the addresses show it.
    private static bool AreSame(string one, string other) =>
        string.Equals(Normalize(one), Normalize(other), StringComparison.Ordinal);

    private static string Normalize(string address)
    {
        string endpoint = SubscriberAddress.ToEndpoint(address);
        return Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "tcp", IsLoopback: true }
            ? $"tcp://127.0.0.1:{uri.Port}" : endpoint;
    }
}
