using System.Net.Sockets;

namespace ZmqNative.Cli;

/// <summary>
/// Says that a publisher takes a unix socket's path from another one, as libzmq lets it, and so
/// bitcoind: the other is not reached any more, and does not notice.
/// </summary>
internal static class UnixPath
{
    private const string Prefix = "unix:";

    /// <summary>A sentence if somebody listens at the address; else null.</summary>
    /// <param name="type">The notification type, such as pubhashblock.</param>
    /// <param name="address">Its address.</param>
    internal static string? WhoseIsTaken(string type, string address)
    {
        if (!address.StartsWith(Prefix, StringComparison.Ordinal) || !File.Exists(address[Prefix.Length..]))
        {
            return null;
        }
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(address[Prefix.Length..]));
            return $"Warning: -zmq{type}={address} is in use, and is taken from whoever listens there: new subscribers "
                + "come here, as with bitcoind.";
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // What a killed process has left is replaced silently.
            return null;
        }
    }
}
