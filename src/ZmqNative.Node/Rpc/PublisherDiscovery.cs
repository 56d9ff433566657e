using ZmqNative.Protocol;

namespace ZmqNative.Node.Rpc;

/// <summary>Finds out from a node what it publishes where (<c>getzmqnotifications</c>).</summary>
public static class PublisherDiscovery
{
    private const string TypePrefix = "pub";

    /// <summary>Asks the node.</summary>
    /// <param name="rpc">The node. Where it says that it publishes on all its addresses, the one its RPC has is taken.</param>
    /// <param name="topics">Topics, or beginnings of topics; none means all there are.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RpcException">The node refuses the call or cannot be asked.</exception>
    public static async Task<DiscoveredPublishers> FindAsync(NodeRpc rpc, IReadOnlyCollection<string> topics, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(topics);
        IReadOnlyList<ActiveNotification> rows = await rpc.GetZmqNotificationsAsync(cancellationToken).ConfigureAwait(false);
        bool Has(ActiveNotification row, string topic) => Topic(row).StartsWith(topic, StringComparison.Ordinal);
        return new DiscoveredPublishers(
            [.. rows.Where(row => topics.Count == 0 || topics.Any(topic => Has(row, topic))).Select(row => SubscriberAddress.ToEndpoint(row.Address, rpc.Address.Host)).Distinct()],
            [.. topics.Where(topic => !rows.Any(row => Has(row, topic)))]);
    }

    private static string Topic(ActiveNotification row) => row.Type.StartsWith(TypePrefix, StringComparison.Ordinal) ? row.Type[TypePrefix.Length..] : row.Type;
}
