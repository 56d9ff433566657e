using ZmqNative.Subscribing;

namespace ZmqNative.Link;

/// <summary>
/// A second peer has connected to this side of a <see cref="NodeLink"/>, which has one already.
/// libzmq leaves its connection open and delivers nothing from it, so the peer sees by itself that
/// it has no answer.
/// </summary>
/// <inheritdoc cref="StreamItem" path="/param"/>
public sealed record PeerRefused(string Source, DateTimeOffset Time) : StreamEvent(Source, Time);
