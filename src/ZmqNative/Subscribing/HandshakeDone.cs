namespace ZmqNative.Subscribing;

/// <summary>The other side speaks ZMTP and has let us in: a publisher is there (ZMQ_EVENT_HANDSHAKE_SUCCEEDED). Its topics are not known from this.</summary>
/// <param name="Source">The address, as given to the subscriber.</param>
/// <param name="Time">When it was received or noticed, UTC.</param>
public sealed record HandshakeDone(string Source, DateTimeOffset Time) : StreamEvent(Source, Time);
