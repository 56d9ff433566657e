using System.Net;

namespace ZmqNative.Protocol;

/// <summary>
/// Turns an address of a bitcoin.conf or of getzmqnotifications into one that can be connected to.
/// </summary>
internal static class SubscriberAddress
{
    private const string UnixAuthority = "unix://";
    private const string Tcp = "tcp://";

    /// <param name="address">The publisher's address.</param>
    /// <param name="node">
    /// The publisher's host, for an address that is bound on all interfaces.
    /// </param>
    internal static string ToEndpoint(string address, string node = "127.0.0.1")
    {
        bool here = node is "localhost" || (Parse(node) is { } ip && IPAddress.IsLoopback(ip));
        // unix:///path and unix:/path are the same; so is ipc:////path, Knots' translation of the
        // former.
        string endpoint = ZmqAddress.Translate(
            address.StartsWith(UnixAuthority, StringComparison.Ordinal)
                ? $"unix:{address[UnixAuthority.Length..]}" : address);
        if (!endpoint.StartsWith(Tcp, StringComparison.Ordinal)
            || endpoint.LastIndexOf(':') is var colon && colon < Tcp.Length)
        {
            return endpoint;
        }
        string host = endpoint[Tcp.Length..colon];
        IPAddress? bound = host is "*" ? IPAddress.Any : Parse(host);
        host = IPAddress.Any.Equals(bound) ? (here ? "127.0.0.1" : node)
            : IPAddress.IPv6Any.Equals(bound) ? (here ? "[::1]" : node) : host;
        return $"{Tcp}{host}{endpoint[colon..]}";
    }

    /// <summary>
    /// The first two addresses that are one publisher's, in whichever spelling of it that needs no
    /// resolver; null if there are none.
    /// </summary>
    internal static (string One, string Other)? FindSame(IEnumerable<string> addresses)
    {
        Dictionary<string, string> seen = new(StringComparer.Ordinal);
        foreach (string address in addresses)
        {
            string endpoint = ToEndpoint(address);
            int colon = endpoint.LastIndexOf(':');
            if (endpoint.StartsWith(Tcp, StringComparison.Ordinal) && colon >= Tcp.Length)
            {
                string host = endpoint[Tcp.Length..colon];
                // 127.1 is 127.0.0.1, too.
                host = host is "localhost" ? "127.0.0.1" : Parse(host)?.ToString() ?? host;
                endpoint = $"{Tcp}{host}{endpoint[colon..]}";
            }
            if (!seen.TryAdd(endpoint, address))
            {
                return (seen[endpoint], address);
            }
        }
        return null;
    }

    private static IPAddress? Parse(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip) ? ip : null;
}
