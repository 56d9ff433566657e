using ZmqNative.Subscribing;

namespace ZmqNative.Node.Rpc;

/// <summary>The publishers of a node, as it lists them.</summary>
/// <param name="Addresses">
/// The addresses that publish the requested topics, each once, in a form to connect to: for
/// <see cref="NotificationSubscriberOptions.Addresses"/>.
/// </param>
/// <param name="MissingTopics">
/// The requested topics that the node does not publish: for
/// <see cref="NotificationSubscriberOptions.MissingTopics"/>.
/// </param>
public sealed record DiscoveredPublishers(IReadOnlyList<string> Addresses, IReadOnlyList<string> MissingTopics);
