using System.Globalization;
using System.Net;

namespace ZmqNative.Security;

/// <summary>The addresses that are allowed, as libzmq reports them; all when none are given.</summary>
internal sealed class AllowedAddresses
{
    private const string User = "uid:";
    private const string UnixPeer = "localhost:";

    private readonly List<IPNetwork> _networks = [];
    private readonly HashSet<uint> _users = [];

    /// <exception cref="ArgumentException">One is no address, range or user.</exception>
    internal AllowedAddresses(IEnumerable<string> addresses)
    {
        foreach (string text in addresses)
        {
            if (text.StartsWith(User, StringComparison.Ordinal)
                && uint.TryParse(
                    text.AsSpan(User.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint user))
            {
                _users.Add(user);
            }
            else if (IPAddress.TryParse(text, out IPAddress? address))
            {
                address = Unmapped(address);
                _networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else if (IPNetwork.TryParse(text, out IPNetwork network))
            {
                // A range of mapped addresses begins with the 96 bits of ::ffff:0:0.
                _networks.Add(network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= 96
                    ? new IPNetwork(Unmapped(network.BaseAddress), network.PrefixLength - 96) : network);
            }
            else
            {
                throw new ArgumentException(
                    $"'{text}' is no address to allow: 192.0.2.1, 192.0.2.0/24, 2001:db8::/32 and uid:1000 are.");
            }
        }
    }

    /// <summary>Why an option's addresses cannot be used; null when they can.</summary>
    internal static string? Fault(string option, IEnumerable<string> addresses)
    {
        try
        {
            _ = new AllowedAddresses(addresses);
            return null;
        }
        catch (ArgumentException exception)
        {
            return $"{option}: {exception.Message}";
        }
    }

    /// <summary>Whether only this machine reaches an endpoint, such as <c>tcp://127.0.0.1:28332</c>.</summary>
    internal static bool IsLocalEndpoint(string endpoint)
    {
        const string Tcp = "tcp://";
        if (!endpoint.StartsWith(Tcp, StringComparison.Ordinal))
        {
            return true; // ipc and inproc
        }
        string host = endpoint[Tcp.Length..];
        host = host[..Math.Max(host.LastIndexOf(':'), 0)].Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host == "lo" || IsLocal(host);
    }

    /// <summary>Whether all are allowed.</summary>
    internal bool IsEmpty => _networks.Count == 0 && _users.Count == 0;

    /// <summary>Whether a ZAP request's address is allowed.</summary>
    internal bool Contains(string address) =>
        IsEmpty
        || (UserOf(address) is uint user ? _users.Contains(user)
            : IPAddress.TryParse(address, out IPAddress? ip)
                && _networks.Exists(network => network.Contains(Unmapped(ip))));

    /// <summary>Whether the client is on this machine.</summary>
    internal static bool IsLocal(string address) =>
        UserOf(address) is not null
        || (IPAddress.TryParse(address, out IPAddress? ip) && IPAddress.IsLoopback(Unmapped(ip)));

    // A unix socket's peer is localhost:UID:GID:PID.
    private static uint? UserOf(string address) =>
        address.StartsWith(UnixPeer, StringComparison.Ordinal)
        && uint.TryParse(address.Split(':')[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint user)
            ? user : null;

    // A socket for both families reports ::ffff:192.0.2.1.
    private static IPAddress Unmapped(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
