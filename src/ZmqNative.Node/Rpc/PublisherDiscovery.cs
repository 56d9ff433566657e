using ZmqNative.Protocol;

namespace ZmqNative.Node.Rpc;

/// <summary>
/// Discovers the addresses at which a node publishes (<c>getzmqnotifications</c>).
/// </summary>
public static class PublisherDiscovery
{
    private const string TypePrefix = "pub";

    /// <summary>Calls the node.</summary>
    /// <param name="rpc">
    /// The node. An address that stands for all of its interfaces becomes the host of its RPC.
    /// </param>
    /// <param name="topics">Topics, or prefixes of topics; an empty list means all topics.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RpcException">The node refuses the call or cannot be reached.</exception>
    public static async Task<DiscoveredPublishers> FindAsync(
        NodeRpc rpc, IReadOnlyCollection<string> topics, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(topics);
        IReadOnlyList<ActiveNotification> rows = await rpc.GetZmqNotificationsAsync(
            cancellationToken).ConfigureAwait(false);
        bool Has(ActiveNotification row, string topic) => Topic(row).StartsWith(topic, StringComparison.Ordinal);
        return new DiscoveredPublishers(
            [.. rows.Where(row => topics.Count == 0 || topics.Any(topic => Has(row, topic)))
                .Select(row => SubscriberAddress.ToEndpoint(row.Address, rpc.Address.Host))
                .Distinct()],
            [.. topics.Where(topic => !rows.Any(row => Has(row, topic)))]);
    }

    private static string Topic(ActiveNotification row) =>
        row.Type.StartsWith(TypePrefix, StringComparison.Ordinal) ? row.Type[TypePrefix.Length..] : row.Type;
}
