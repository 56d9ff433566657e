using ZmqNative.Subscribing;

namespace ZmqNative.JetStream;

/// <summary>What goes from the reading task to the consumer.</summary>
/// <param name="Item">What is shown; null for a message that is acknowledged only.</param>
/// <param name="Position">The place behind the message; null for an event.</param>
internal readonly record struct Delivery(StreamItem? Item, JetStreamPosition? Position = null);
