using ZmqNative.Protocol;

namespace ZmqNative.Node.Relay;

/// <summary>Which of a node's topics are needed to publish others, and where they are.</summary>
internal static class UpstreamTopics
{
    private const string TypePrefix = "pub";

    // Each topic and what it can be made of. Besides, sequence tells where a block ends, whatever is published.
    private static readonly (string Topic, string? MadeOf)[] s_all = [("hashblock", "rawblock"), ("hashtx", "rawtx"), ("rawblock", null), ("rawtx", null), ("sequence", null)];

    /// <summary>What to subscribe to in order to publish these topics.</summary>
    internal static IEnumerable<string> Of(IReadOnlyCollection<string> topics) =>
        s_all.Where(entry => topics.Contains(entry.Topic)).SelectMany(entry => (string?[])[entry.Topic, entry.MadeOf]).OfType<string>().Append("sequence").Distinct();

    /// <summary>What may be published for one message of a topic.</summary>
    internal static IEnumerable<string> MadeFrom(string topic) => s_all.Where(entry => entry.Topic == topic || entry.MadeOf == topic).Select(entry => entry.Topic);

    /// <summary>Whether a notifier type is one of Core's.</summary>
    internal static bool IsCores(string type) => Array.Exists(s_all, entry => type == TypePrefix + entry.Topic);

    /// <summary>The topics that notifiers publish.</summary>
    internal static IReadOnlyCollection<string> PublishedBy(IEnumerable<ActiveNotification> notifiers) => [.. notifiers.Select(row => row.Type[TypePrefix.Length..]).Distinct()];

    /// <summary>The one address of a node that has all that these topics can be made of; null when the node publishes nothing.</summary>
    /// <param name="node">What the node publishes where.</param>
    /// <param name="topics">What is to be published.</param>
    /// <param name="host">The node's host, for addresses that name none.</param>
    /// <exception cref="InvalidDataException">There is no such address: one sentence that says what to put into bitcoin.conf.</exception>
    internal static string? Find(IReadOnlyList<ActiveNotification> node, IReadOnlyCollection<string> topics, string host)
    {
        if (!node.Any(row => IsCores(row.Type)))
        {
            return null;
        }
        var needed = s_all.Where(entry => topics.Contains(entry.Topic)).ToList();
        bool Has(string address, string? topic) => node.Any(row => row.Address == address && row.Type == TypePrefix + topic);
        string? found = node.Select(row => row.Address).Distinct()
            .Where(address => needed.TrueForAll(entry => Has(address, entry.Topic) || Has(address, entry.MadeOf)))
            .OrderByDescending(address => s_all.Count(entry => Has(address, entry.Topic))).FirstOrDefault();
        return found is not null ? SubscriberAddress.ToEndpoint(found, host) : throw Missing([.. needed.Select(entry => entry.MadeOf ?? entry.Topic).Append("sequence").Distinct()], node[0].Address);
    }

    /// <summary>The sentence that says what to put into bitcoin.conf.</summary>
    internal static InvalidDataException Missing(IReadOnlyCollection<string> topics, string address = "tcp://127.0.0.1:28332") => new(
        $"The node does not publish {string.Join(", ", topics)} on one address, and messages of several addresses have no common order: put into its bitcoin.conf "
        + $"{string.Join(' ', topics.Select(topic => $"zmqpub{topic}={address}"))}");
}
