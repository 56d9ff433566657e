using System.Net;
using System.Net.Sockets;

namespace Endings;

/// <summary>
/// A publisher without libzmq, which accepts, publishes hashtx as fast as it is read, and leaves each subscriber at random, often in
/// the middle of a message.
/// </summary>
internal sealed class Publishers : IDisposable
{
    private static readonly byte[] s_hello =
    [
        0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0, .. "NULL"u8, .. new byte[48],
        4, 25, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 3, .. "PUB"u8,
    ];

    private static readonly byte[] s_message = [1, 6, .. "hashtx"u8, 1, 32, .. new byte[32], 0, 4, 0, 0, 0, 0];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Random _random;
    private int _sent;

    internal Publishers(int seed)
    {
        _random = new Random(seed);
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    internal string Address => $"tcp://{_listener.LocalEndpoint}";

    /// <summary>How many messages were written.</summary>
    internal int Sent => Volatile.Read(ref _sent);

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                int messages = _random.Next(3000), rest = _random.Next(s_message.Length);
                new Thread(() => Publish(socket, messages, rest)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Disposed of.
        }
    }

    private void Publish(Socket socket, int messages, int rest)
    {
        using (socket)
        {
            try
            {
                socket.ReceiveTimeout = socket.SendTimeout = 1000;
                socket.Send(s_hello);
                // Greeting, READY and at least a part of the subscription.
                byte[] buffer = new byte[1000];
                for (int had = 0, got = 1; had <= s_hello.Length && got > 0; had += got)
                {
                    got = socket.Receive(buffer);
                }
                for (int i = 0; i < messages; i++)
                {
                    socket.Send(s_message);
                    Interlocked.Increment(ref _sent);
                }
                socket.Send(s_message.AsSpan(0, rest));
            }
            catch (SocketException)
            {
                // The subscriber has gone.
            }
        }
    }
}
