using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Tests.Subscribing.Healing;

/// <summary>Connections to a history, each of which leads to where the test says when it is made.</summary>
internal sealed class HistoryLink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _clients = [];
    private readonly Task _accepting;

    /// <param name="lead">The endpoint for a connection, by its number from 1.</param>
    internal HistoryLink(Func<int, string> lead)
    {
        _listener.Start();
        Address = $"tcp://{_listener.LocalEndpoint}";
        _accepting = AcceptAsync(lead);
    }

    internal string Address { get; }

    public void Dispose()
    {
        _listener.Dispose();
        _accepting.Wait(FakePublisher.Deadline);
        lock (_clients)
        {
            _clients.ForEach(client => client.Dispose());
        }
    }

    private async Task AcceptAsync(Func<int, string> lead)
    {
        try
        {
            for (int number = 1; ; number++)
            {
                TcpClient near = await _listener.AcceptTcpClientAsync(), far = new();
                lock (_clients)
                {
                    _clients.AddRange([near, far]);
                }
                await far.ConnectAsync(IPEndPoint.Parse(lead(number)["tcp://".Length..]));
                _ = PumpAsync(near, far);
                _ = PumpAsync(far, near);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side has gone.
        }
        to.Close();
    }
}
