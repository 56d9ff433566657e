namespace ZmqNative.Security;

/// <summary>Limits of server sockets that Core does not have.</summary>
internal static class ServerLimits
{
    /// <summary>
    /// The time for a handshake (ZMQ_HANDSHAKE_IVL), in milliseconds: a third of libzmq's, for who
    /// connects without a word holds a descriptor that long. CURVE takes three round trips.
    /// </summary>
    internal const int HandshakeMilliseconds = 10_000;
}
