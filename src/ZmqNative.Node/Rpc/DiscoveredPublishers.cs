using ZmqNative.Subscribing;

namespace ZmqNative.Node.Rpc;

/// <summary>What a node says of its publishers.</summary>
/// <param name="Addresses">Where the topics asked for are, each address once, in a form to connect to: for <see cref="NotificationSubscriberOptions.Addresses"/>.</param>
/// <param name="MissingTopics">Topics asked for that it does not publish: for <see cref="NotificationSubscriberOptions.MissingTopics"/>.</param>
public sealed record DiscoveredPublishers(IReadOnlyList<string> Addresses, IReadOnlyList<string> MissingTopics);
