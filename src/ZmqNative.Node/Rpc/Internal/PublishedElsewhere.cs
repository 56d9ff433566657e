using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Node.Rpc;

/// <summary>Whether what a node publishes at an address can be expected to arrive here.</summary>
internal static class PublishedElsewhere
{
    /// <summary>
    /// One sentence for an address that means another place here than on the node's machine; null
    /// for any other. It looks up the name in the address, if there is one.
    /// </summary>
    /// <param name="endpoint">The address to connect to.</param>
    /// <param name="node">The address of the node's RPC.</param>
    internal static string? Warning(string endpoint, Uri node)
    {
        string what = $"The node at {node.GetLeftPart(UriPartial.Authority)} publishes at {endpoint}";
        if (node.IsLoopback || !Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address))
        {
            return null;
        }
        if (address.Scheme == "ipc")
        {
            return $"{what}, a file of its own machine: let it publish at an address of its network.";
        }
        return IsLoopback(address.DnsSafeHost)
            ? $"{what}, its own loopback: without a tunnel to it nothing arrives here; let the node publish at an "
                + "address of its network."
            : Resolves(address.DnsSafeHost)
                ? null
                : $"{what}, and the name {address.Host} does not resolve here: name the address to connect to, such as "
                    + $"tcp://{node.Host}:{address.Port}.";
    }

    private static bool IsLoopback(string host) => host is "localhost"
        || (IPAddress.TryParse(host, out IPAddress? ip)
            && IPAddress.IsLoopback(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip));

    private static bool Resolves(string host)
    {
        try
        {
            return Dns.GetHostAddresses(host).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
