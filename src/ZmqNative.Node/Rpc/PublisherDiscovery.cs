using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Rpc;

/// <summary>
/// The addresses at which a node publishes, as it lists them (<c>getzmqnotifications</c>).
/// </summary>
public sealed class PublisherDiscovery
{
    private const string TypePrefix = "pub";

    private PublisherDiscovery(
        IReadOnlyList<string> addresses, IReadOnlyList<string> missingTopics, IReadOnlyList<string> warnings) =>
        (Addresses, MissingTopics, Warnings) = (addresses, missingTopics, warnings);

    /// <summary>
    /// As few addresses as publish all requested topics that the node has, in a form to connect to:
    /// for <see cref="NotificationSubscriberOptions.Addresses"/>. At every address of a node the
    /// same messages come again.
    /// </summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>
    /// The requested topics that the node does not publish: for
    /// <see cref="NotificationSubscriberOptions.MissingTopics"/>.
    /// </summary>
    public IReadOnlyList<string> MissingTopics { get; }

    /// <summary>
    /// One sentence for each address from which messages may not arrive here, or arrive twice: the
    /// loopback of another machine, a name that does not resolve, a topic at two addresses.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// The address of the node's history, in a form to connect to: for
    /// <see cref="NotificationSubscriberOptions.History"/>. Null if it has none, as bitcoind never has;
    /// <c>zmqnative publish</c> has one with <c>-zmqhistory</c> (<c>gethistoryinfo</c>).
    /// </summary>
    public string? History { get; private init; }

    /// <summary>Calls the node.</summary>
    /// <param name="rpc">
    /// The node. An address that stands for all of its interfaces becomes the host of its RPC.
    /// </param>
    /// <param name="topics">Topics, or prefixes of topics; an empty list means all topics.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RpcException">The node refuses the call or cannot be reached.</exception>
    public static async Task<PublisherDiscovery> FindAsync(
        NodeRpc rpc, IReadOnlyCollection<string> topics, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(topics);
        IReadOnlyList<ActiveNotification> rows =
            await rpc.GetZmqNotificationsAsync(cancellationToken).ConfigureAwait(false);
        string? history = await rpc.FindHistoryAsync(cancellationToken).ConfigureAwait(false);
        return Of(rows, topics, rpc.Address, history);
    }

    /// <summary>Chooses addresses from what a node lists.</summary>
    internal static PublisherDiscovery Of(
        IReadOnlyList<ActiveNotification> rows, IReadOnlyCollection<string> topics, Uri node, string? history = null)
    {
        bool Wanted(ActiveNotification row) => topics.Count == 0 || topics.Any(topic => Has(row, topic));
        ILookup<string, string> wanted = rows.Where(Wanted).ToLookup(row => row.Address, Topic);
        List<string> addresses = [];
        HashSet<string> covered = [];
        // The address with most of what is still missing, and of such the one that repeats least.
        while (wanted.Where(address => address.Except(covered).Any())
            .OrderByDescending(address => address.Except(covered).Count()).ThenBy(address => address.Count())
            .FirstOrDefault() is { } next)
        {
            addresses.Add(next.Key);
            covered.UnionWith(next);
        }
        string Endpoint(string address) => SubscriberAddress.ToEndpoint(address, node.Host);
        string[] At(string topic) => [.. addresses.Where(address => wanted[address].Contains(topic)).Select(Endpoint)];
        IEnumerable<string> twice = covered.Where(topic => At(topic).Length > 1).Select(topic =>
            $"Each {topic} comes twice, from {string.Join(" and ", At(topic))}: no address of the node has all topics "
                + "without it.");
        return new PublisherDiscovery(
            [.. addresses.Select(Endpoint)],
            [.. topics.Where(topic => !rows.Any(row => Has(row, topic)))],
            [
                .. addresses.Select(address => PublishedElsewhere.Warning(Endpoint(address), node)).OfType<string>(),
                .. twice,
            ])
        {
            History = history is null ? null : Endpoint(history),
        };
    }

    private static bool Has(ActiveNotification row, string topic) =>
        Topic(row).StartsWith(topic, StringComparison.Ordinal);

    private static string Topic(ActiveNotification row) =>
        row.Type.StartsWith(TypePrefix, StringComparison.Ordinal) ? row.Type[TypePrefix.Length..] : row.Type;
}
