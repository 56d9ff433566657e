using System.Net;

namespace ZmqNative.Protocol;

/// <summary>Which bound endpoints only this machine reaches.</summary>
internal static class LocalAddress
{
    /// <param name="endpoint">As ZMQ_LAST_ENDPOINT has it: with an address, not a name.</param>
    internal static bool Is(string endpoint) =>
        !endpoint.StartsWith("tcp://", StringComparison.Ordinal)
        || (IPEndPoint.TryParse(endpoint["tcp://".Length..], out IPEndPoint? bound)
            && IPAddress.IsLoopback(bound.Address));
}
