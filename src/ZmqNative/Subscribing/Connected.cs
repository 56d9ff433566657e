namespace ZmqNative.Subscribing;

/// <summary>A connection was made; the ZMTP handshake is still to come (ZMQ_EVENT_CONNECTED).</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
public sealed record Connected(string Source, DateTimeOffset Time) : StreamEvent(Source, Time);
