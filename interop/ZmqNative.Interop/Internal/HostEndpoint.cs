using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Interop;

/// <summary>Looks up the host name of an endpoint to bind to, which libzmq itself does from 4.3.5 on.</summary>
internal static class HostEndpoint
{
    private const string Tcp = "tcp://";

    /// <summary>
    /// The endpoint with the address that libzmq 4.3.5 would bind to in place of the name: the first IPv4 address, or with
    /// <paramref name="ipv6"/> the first IPv6 address, and only where there is none the first IPv4 address mapped into IPv6. Null when
    /// the endpoint has no host name, or the name no such address.
    /// </summary>
    /// <remarks>Waits for the resolver. The port and a source address stay as they are.</remarks>
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
        // The zone behind a per cent sign counts for IPv6 addresses alone.
        host = host.Split('%')[0];
        // libzmq has said already what it thinks of a number; the runtime takes an empty name for this machine's.
        return host.Length > 0 && !IPAddress.TryParse(host, out _) && FirstAddress(host, ipv6) is { } address
            ? $"{endpoint[..start]}{(ipv6 ? $"[{address}]" : address)}{endpoint[end..]}"
            : null;
    }

    private static IPAddress? FirstAddress(string host, bool ipv6) =>
        ipv6 ? First(host, AddressFamily.InterNetworkV6) ?? First(host, AddressFamily.InterNetwork)?.MapToIPv6() : First(host, AddressFamily.InterNetwork);

    /// <summary>The one to bind to of the addresses that a name has, in the resolver's order.</summary>
    internal static IPAddress? First(IPAddress[] addresses) => addresses.Length == 0 ? null : addresses[0];

    private static IPAddress? First(string host, AddressFamily family)
    {
        try
        {
            return First(Dns.GetHostAddresses(host, family));
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // No such name, no address of this family, or no name at all, such as one of more than 255 characters.
            return null;
        }
    }
}
