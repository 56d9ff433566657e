using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Protocol;

/// <summary>Core's rules for the text of a notification address.</summary>
internal static class ZmqAddress
{
    private const string UnixPrefix = "unix:";
    private const string IpcPrefix = "ipc://";
    private const string TcpPrefix = "tcp://";

    /// <summary>
    /// Replaces a leading <c>unix:</c> by <c>ipc://</c> (Core v28:
    /// CZMQNotificationInterface::Create).
    /// </summary>
    internal static string Translate(string address) =>
        address.StartsWith(UnixPrefix, StringComparison.Ordinal)
            ? string.Concat(IpcPrefix, address.AsSpan(UnixPrefix.Length)) : address;

    /// <summary>
    /// Whether node start-up accepts the value (Core: CheckHostPortOptions). <c>unix:</c> is
    /// accepted where there are unix sockets.
    /// </summary>
    internal static bool PassesPortCheck(string value) =>
        HasValidPort(value) || (!OperatingSystem.IsWindows() && value.StartsWith(UnixPrefix, StringComparison.Ordinal));

    /// <summary>Why an address without a scheme can be used nowhere; null for any other.</summary>
    internal static string? WhatIsMissing(string address) =>
        address.Length == 0 ? "the address is empty"
        : address.Contains("://", StringComparison.Ordinal) || address.StartsWith(UnixPrefix, StringComparison.Ordinal)
            ? null : "an address begins with tcp:// or unix:";

    /// <summary>What to write instead of an address that only Knots accepts; null for any other.</summary>
    internal static string? Instead(string address) => address.StartsWith(IpcPrefix, StringComparison.Ordinal)
        ? string.Concat(UnixPrefix, address.AsSpan(IpcPrefix.Length)) : null;

    /// <summary>
    /// Whether the address is a literal IPv6 address (Core: IsZMQAddressIPV6). ZMQ_IPV6 is set for
    /// these only.
    /// </summary>
    /// <remarks>
    /// On OpenBSD an IPv6-enabled socket cannot bind IPv4, so the option is not always set.
    /// </remarks>
    internal static bool IsIPv6(string address)
    {
        int colon = address.LastIndexOf(':');
        if (address.LastIndexOf(TcpPrefix, StringComparison.Ordinal) != 0)
        {
            return false;
        }
        // Without a port the last colon is that of tcp://, and Core takes the rest of the string.
        string host = colon < TcpPrefix.Length ? address[TcpPrefix.Length..] : address[TcpPrefix.Length..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }
        return !host.Contains('[', StringComparison.Ordinal)
            && IPAddress.TryParse(WithoutScope(host), out IPAddress? ip)
            && ip.AddressFamily == AddressFamily.InterNetworkV6
            && !ip.IsIPv4MappedToIPv6
            && !IsCoreInternal(ip)
            && (ip.IsIPv6LinkLocal || !HasNamedScope(host));
    }

    // A colon is a port separator when it is the only one, comes first, or follows [...]; otherwise
    // there is no port to check (Core: SplitHostPort).
    private static bool HasValidPort(string value)
    {
        int colon = value.LastIndexOf(':');
        bool bracketed = colon > 0 && value[0] == '[' && value[colon - 1] == ']';
        bool several = colon > 0 && value.LastIndexOf(':', colon - 1) >= 0;
        return colon < 0
            || (colon > 0 && several && !bracketed)
            || (ushort.TryParse(
                value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
                && port != 0);
    }

    // The resolver takes a name as scope for link-local addresses only; a number for any address.
    private static bool HasNamedScope(string host) =>
        host.IndexOf('%', StringComparison.Ordinal) is >= 0 and int percent
            && !uint.TryParse(host.AsSpan(percent + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    // An interface name as scope need not exist for the address to be an IPv6 one.
    private static string WithoutScope(string host) =>
        host.Contains(':', StringComparison.Ordinal)
            && host.IndexOf('%', StringComparison.Ordinal) is > 0 and int percent
                ? host[..percent] : host;

    // Core calls fd6b:88c0:8724::/48 NET_INTERNAL.
    private static bool IsCoreInternal(IPAddress ip) =>
        ip.GetAddressBytes().AsSpan().StartsWith((ReadOnlySpan<byte>)[0xfd, 0x6b, 0x88, 0xc0, 0x87, 0x24]);
}
