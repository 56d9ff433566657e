using System.Net;
using System.Net.Sockets;

namespace ZmqNative.JetStream.Tests;

/// <summary>A way to a server that ends after a number of bytes, and for the server is then like the death of its client.</summary>
internal sealed class DyingLink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private readonly List<Socket> _sockets = [];
    private long _left = long.MaxValue;

    internal DyingLink(NatsServer server)
    {
        _server = server.Port;
        _listener.Start();
        _ = AcceptAsync();
    }

    internal string Address => $"nats://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Lets as many further bytes reach the server; then the connection ends that brought them, and there is no new one.</summary>
    internal void EndAfter(long bytes) => Interlocked.Exchange(ref _left, bytes);

    public void Dispose()
    {
        _listener.Stop();
        lock (_sockets)
        {
            _sockets.ForEach(socket => socket.Dispose());
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(), server = new(SocketType.Stream, ProtocolType.Tcp);
                lock (_sockets)
                {
                    _sockets.AddRange([client, server]);
                }
                await server.ConnectAsync(IPAddress.Loopback, _server);
                _ = ToServerAsync(client, server);
                _ = FromServerAsync(server, client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private async Task ToServerAsync(Socket client, Socket server)
    {
        byte[] buffer = new byte[65_536];
        try
        {
            int length;
            while ((length = await client.ReceiveAsync(buffer)) > 0)
            {
                long left = Interlocked.Add(ref _left, -length);
                _ = await server.SendAsync(buffer.AsMemory(0, (int)Math.Max(0, length + Math.Min(left, 0))));
                if (left < 0)
                {
                    _listener.Stop();
                    client.Dispose();
                    break;
                }
            }
            // A close would reset the connection when an answer is unread, and the server would lose what it has not read.
            server.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One end has closed it.
        }
    }

    private static async Task FromServerAsync(Socket server, Socket client)
    {
        byte[] buffer = new byte[65_536];
        try
        {
            int length;
            while ((length = await server.ReceiveAsync(buffer)) > 0)
            {
                try
                {
                    _ = await client.SendAsync(buffer.AsMemory(0, length));
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    // The client is gone; what the server still says is read, so that it reads to the end as well.
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One end has closed it.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
