using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Interop;

/// <summary>
/// Resolves the host name of an endpoint to bind to, which libzmq itself does from 4.3.5 on.
/// </summary>
internal static class HostEndpoint
{
    private const string Tcp = "tcp://";

    /// <summary>
    /// The endpoint with the address to which libzmq 4.3.5 would bind instead of the name: the
    /// first IPv4 address, or with <paramref name="ipv6"/> the first IPv6 address, or, if there is
    /// none, the first IPv4 address mapped into IPv6. Null if the endpoint has no host name, or the
    /// name has no such address.
    /// </summary>
    /// <remarks>Waits for the resolver. The port and a source address are unchanged.</remarks>
    internal static string? Resolve(string endpoint, bool ipv6)
    {
        int end = endpoint.LastIndexOf(':');
        if (!endpoint.StartsWith(Tcp, StringComparison.Ordinal) || end < Tcp.Length)
        {
            return null;
        }
        int start = Math.Max(Tcp.Length, endpoint.LastIndexOf(';') + 1);
        string host = start < end ? endpoint[start..end] : string.Empty;
        if (host is ['[', .., ']'])
        {
            host = host[1..^1];
        }
        // The zone after a per cent sign applies to IPv6 addresses only.
        host = host.Split('%')[0];
        // libzmq has already refused a number; the runtime resolves an
        // empty name to this machine's.
        return host.Length > 0 && !IPAddress.TryParse(host, out _) && FirstAddress(host, ipv6) is { } address
            ? $"{endpoint[..start]}{(ipv6 ? $"[{address}]" : address)}{endpoint[end..]}"
            : null;
    }

    private static IPAddress? FirstAddress(string host, bool ipv6) =>
        ipv6 ? First(host, AddressFamily.InterNetworkV6) ?? First(host, AddressFamily.InterNetwork)?.MapToIPv6()
            : First(host, AddressFamily.InterNetwork);

    /// <summary>The address to bind to among those of a name, in the resolver's order.</summary>
    internal static IPAddress? First(IPAddress[] addresses) => addresses.Length == 0 ? null : addresses[0];

    private static IPAddress? First(string host, AddressFamily family)
    {
        try
        {
            return First(Dns.GetHostAddresses(host, family));
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // No such name, no address of this family, or no valid name, such as one of
            // more than 255 characters.
            return null;
        }
    }
}
