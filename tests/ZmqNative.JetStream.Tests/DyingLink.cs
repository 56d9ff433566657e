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

    /// <summary>Lets as many further bytes reach the server; then all connections end, and there is no new one.</summary>
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
                _ = CopyAsync(client, server, isToServer: true);
                _ = CopyAsync(server, client, isToServer: false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool isToServer)
    {
        byte[] buffer = new byte[65_536];
        try
        {
            int length;
            while ((length = await from.ReceiveAsync(buffer)) > 0)
            {
                long left = isToServer ? Interlocked.Add(ref _left, -length) : 0;
                _ = await to.SendAsync(buffer.AsMemory(0, (int)Math.Max(0, length + Math.Min(left, 0))));
                if (left < 0)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One end has closed it.
        }
        finally
        {
            if (Interlocked.Read(ref _left) < 0)
            {
                Dispose();
            }
            from.Dispose();
            to.Dispose();
        }
    }
}
