using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Interop;

/// <summary>The address of the peer of a connection that libzmq has accepted.</summary>
internal static unsafe class PeerName
{
    // struct sockaddr_in6 has 28 bytes, and a path does not matter.
    private const int Longest = 28;
    private const int IPv6Length = 28;
    private const int IPv4Length = 16;

    /// <summary>
    /// The address as text; null for a connection without one, such as a unix socket's, for one that has
    /// ended, and on Windows.
    /// </summary>
    /// <param name="descriptor">The value of <see cref="ZmqMonitorEventKind.Accepted"/>.</param>
    internal static string? Of(uint descriptor)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }
        byte* bytes = stackalloc byte[Longest];
        uint length = Longest;
        // The length is what the whole name needs.
        if (SystemCalls.getpeername((int)descriptor, bytes, &length) != 0)
        {
            return null;
        }
        return length switch
        {
            IPv4Length => new IPAddress(new ReadOnlySpan<byte>(bytes + 4, 4)).ToString(),
            IPv6Length => Unmapped(new IPAddress(new ReadOnlySpan<byte>(bytes + 8, 16))).ToString(),
            _ => null,
        };
    }

    private static IPAddress Unmapped(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv4MappedToIPv6
            ? address.MapToIPv4() : address;
}
