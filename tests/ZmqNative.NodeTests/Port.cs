using System.Net;
using System.Net.Sockets;

namespace ZmqNative.NodeTests;

/// <summary>Ports for a node. They outlive a restart, so port 0 would not do.</summary>
internal static class Port
{
    // Below what systems give to outgoing connections (32768 and up): a client that reconnects to a port of that range while the
    // node is down may be given this very port, connect to itself, and keep the node from coming back.
    private const int First = 20000;
    private const int Count = 12000;

    private static int s_next = Random.Shared.Next(Count);

    /// <summary>A port of 127.0.0.1 that nobody uses now and no other test is given.</summary>
    internal static int Free()
    {
        for (int tried = 0; tried < Count; tried++)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref s_next) % Count);
            using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
        throw new InvalidOperationException("No port is free.");
    }

    /// <summary>An address for -zmqpub…, and for subscribers.</summary>
    internal static string FreeAddress() => $"tcp://127.0.0.1:{Free()}";
}
