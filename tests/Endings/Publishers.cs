using System.Net;
using System.Net.Sockets;

namespace Endings;

/// <summary>
/// Five publishers without libzmq, which accept, publish hashtx as fast as it is read, and leave each subscriber at random, often in
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

    private readonly TcpListener[] _listeners = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
    private readonly Lock _gate = new();
    private readonly Random _random;
    private int _sent;

    internal Publishers(int seed)
    {
        _random = new Random(seed);
        foreach (TcpListener listener in _listeners)
        {
            listener.Start();
            new Thread(() => Accept(listener)) { IsBackground = true }.Start();
        }
    }

    internal IEnumerable<string> Addresses => _listeners.Select(listener => $"tcp://{listener.LocalEndpoint}");

    /// <summary>How many messages were written.</summary>
    internal int Sent => Volatile.Read(ref _sent);

    public void Dispose() => Array.ForEach(_listeners, listener => listener.Dispose());

    private void Accept(TcpListener listener)
    {
        try
        {
            while (true)
            {
                Socket socket = listener.AcceptSocket();
                int messages, rest;
                lock (_gate)
                {
                    (messages, rest) = (_random.Next(3000), _random.Next(s_message.Length));
                }
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
