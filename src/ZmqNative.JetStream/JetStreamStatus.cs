namespace ZmqNative.JetStream;

/// <summary>The state of a <see cref="JetStreamPublisher"/>, and the reason.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Since">The time at which the state began, UTC.</param>
public sealed record JetStreamStatus(JetStreamState State, string Reason, DateTimeOffset Since);
