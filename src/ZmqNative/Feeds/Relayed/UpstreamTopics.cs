using ZmqNative.Notifiers;
using ZmqNative.Subscriber;

namespace ZmqNative.Feeds;

/// <summary>Which of a node's topics are needed to publish others, and where they are.</summary>
internal static class UpstreamTopics
{
    // Each topic and what it can be made of. Besides, sequence tells where a block ends, whatever is published.
    private static readonly (string Topic, string? MadeOf)[] s_all = [("hashblock", "rawblock"), ("hashtx", "rawtx"), ("rawblock", null), ("rawtx", null), ("sequence", null)];

    /// <summary>What to subscribe to.</summary>
    internal static IEnumerable<string> Of(IReadOnlyList<ActiveNotification> published) =>
        s_all.Where(entry => Publishes(published, entry.Topic)).SelectMany(entry => (string?[])[entry.Topic, entry.MadeOf]).OfType<string>().Append("sequence").Distinct();

    /// <summary>What may be published for one message of a topic.</summary>
    internal static IEnumerable<string> MadeFrom(string topic) => s_all.Where(entry => entry.Topic == topic || entry.MadeOf == topic).Select(entry => entry.Topic);

    /// <summary>The one address of a node that has all that is needed; null when the node publishes nothing.</summary>
    /// <param name="node">What the node publishes where.</param>
    /// <param name="published">What is to be published.</param>
    /// <param name="host">The node's host, for addresses that name none.</param>
    /// <exception cref="InvalidOperationException">There is no such address: one sentence that says what to put into bitcoin.conf.</exception>
    internal static string? Find(IReadOnlyList<ActiveNotification> node, IReadOnlyList<ActiveNotification> published, string host)
    {
        if (!node.Any(row => s_all.Any(entry => row.Type == $"pub{entry.Topic}")))
        {
            return null;
        }
        var needed = s_all.Where(entry => Publishes(published, entry.Topic)).ToList();
        bool Has(string address, string? topic) => node.Any(row => row.Address == address && row.Type == $"pub{topic}");
        string? found = node.Select(row => row.Address).Distinct()
            .Where(address => needed.TrueForAll(entry => Has(address, entry.Topic) || Has(address, entry.MadeOf)))
            .OrderByDescending(address => s_all.Count(entry => Has(address, entry.Topic))).FirstOrDefault();
        return found is not null ? SubscriberAddress.ToEndpoint(found, host) : throw new InvalidOperationException(Advice(node, needed.Select(entry => entry.MadeOf ?? entry.Topic)));
    }

    private static string Advice(IReadOnlyList<ActiveNotification> node, IEnumerable<string> needed)
    {
        string address = node[0].Address;
        return $"The node does not publish {string.Join(", ", needed.Append("sequence").Distinct())} on one address, and messages of several addresses have no common order. "
            + $"Put into its bitcoin.conf: {string.Join(' ', needed.Append("sequence").Distinct().Select(topic => $"zmqpub{topic}={address}"))}";
    }

    private static bool Publishes(IReadOnlyList<ActiveNotification> published, string topic) => published.Any(row => row.Type == $"pub{topic}");
}
