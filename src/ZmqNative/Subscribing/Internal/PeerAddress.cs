using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Subscribing;

/// <summary>Connects to the address of a publisher without libzmq, to learn why it fails.</summary>
internal static class PeerAddress
{
    private const string Tcp = "tcp://";
    private const string Ipc = "ipc://";

    // The path of a unix socket, with its terminator, has 108 bytes on Linux.
    private const int LongestPath = 103;

    /// <summary>
    /// Whether the endpoint is one that can be reached without libzmq. The others, and those that
    /// are malformed, are left to it.
    /// </summary>
    internal static bool CanProbe(string endpoint) =>
        endpoint.StartsWith(Ipc, StringComparison.Ordinal)
            ? !OperatingSystem.IsWindows() && endpoint.Length - Ipc.Length is > 0 and <= LongestPath
            : TrySplit(endpoint, out _, out _);

    /// <summary>Connects.</summary>
    /// <param name="endpoint">One that <see cref="CanProbe"/> accepts.</param>
    /// <param name="timeout">The longest time for each of a name's addresses.</param>
    /// <param name="progress">Called with what is awaited.</param>
    /// <exception cref="PeerException">It failed.</exception>
    internal static Socket Connect(string endpoint, TimeSpan timeout, Action<string> progress) =>
        endpoint.StartsWith(Ipc, StringComparison.Ordinal)
            ? ConnectUnix(endpoint[Ipc.Length..]) : ConnectTcp(endpoint, timeout, progress);

    private static Socket ConnectUnix(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path.StartsWith('@') ? $"\0{path[1..]}" : path));
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new PeerException(exception.SocketErrorCode switch
            {
                SocketError.AccessDenied => $"there is no permission to connect to {path}",
                SocketError.ConnectionRefused => $"the connection is refused: nobody listens at {path} any more",
                _ when !path.StartsWith('@') && !File.Exists(path) => $"there is no socket {path}",
                _ => $"the connection to {path} failed: {exception.Message}",
            });
        }
    }

    private static Socket ConnectTcp(string endpoint, TimeSpan timeout, Action<string> progress)
    {
        _ = TrySplit(endpoint, out string host, out long number);

        // libzmq keeps the lower 16 bits.
        ushort port = unchecked((ushort)number);
        string beyond = number == port ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"; {number} is no port, and libzmq takes {port} for it");
        progress($"the name '{host}' is not resolved yet");
        IPAddress[] addresses;
        try
        {
            addresses = Dns.GetHostAddresses(host);
        }
        catch (SocketException exception)
        {
            throw new PeerException($"the name '{host}' was not found ({exception.Message})");
        }
        string? reason = null;
        foreach (IPAddress address in addresses)
        {
            IPEndPoint target = new(address, port);
            progress($"nobody answers at {target}: the machine is down, or a firewall drops the packets{beyond}");
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            SocketError error = TryConnect(socket, target, timeout);
            if (error == SocketError.Success)
            {
                return socket;
            }
            socket.Dispose();
            reason ??= error switch
            {
                SocketError.ConnectionRefused => $"the connection is refused: nobody listens at {target}{beyond}",
                SocketError.TimedOut =>
                    $"nobody answers at {target}: the machine is down, or a firewall drops the packets{beyond}",
                _ => $"the connection to {target} failed: {new SocketException((int)error).Message}{beyond}",
            };
        }
        throw new PeerException(reason ?? $"the name '{host}' has no address");
    }

    private static SocketError TryConnect(Socket socket, IPEndPoint target, TimeSpan timeout)
    {
        try
        {
            (socket.NoDelay, socket.Blocking) = (true, false);
            socket.Connect(target);
        }
        catch (SocketException exception)
            when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            if (!socket.Poll(timeout, SelectMode.SelectWrite) && !socket.Poll(TimeSpan.Zero, SelectMode.SelectError))
            {
                return SocketError.TimedOut;
            }
            if ((int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! is not 0 and int error)
            {
                return new SocketException(error).SocketErrorCode;
            }
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
        socket.Blocking = true;
        return SocketError.Success;
    }

    // tcp://host:port, where the host is a name, an address, or one in brackets. libzmq's form with
    // a source address is left to it.
    private static bool TrySplit(string endpoint, out string host, out long port)
    {
        (host, port) = (string.Empty, 0);
        int colon = endpoint.LastIndexOf(':');
        if (!endpoint.StartsWith(Tcp, StringComparison.Ordinal)
            || colon <= Tcp.Length
            || !long.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            || port == 0)
        {
            return false;
        }
        host = endpoint[Tcp.Length..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        host = isBracketed ? host[1..^1] : host;
        return host.Length > 0 && host.IndexOfAny([';', '[', ']', '*', '/', ' ']) < 0
            && (isBracketed || !host.Contains(':', StringComparison.Ordinal));
    }
}
