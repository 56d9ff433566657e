using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>A topic that a notifier publishes.</summary>
/// <param name="Type">The notifier's type: <c>pubhashblock</c>.</param>
/// <param name="Topic">The topic.</param>
internal readonly record struct PublishedTopic(string Type, Topic Topic);
