using System.Net.Sockets;

namespace ZmqNative.Testing;

/// <summary>
/// One connection through a <see cref="TestLink"/>: bytes from one end are forwarded to the other.
/// </summary>
internal sealed class LinkConnection(TestLink link, Socket near) : IDisposable
{
    private const int BufferLength = 65536;

    // Made in both address families' name: the target may be a host name.
    private readonly Socket _far = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private volatile bool _closed;

    internal bool IsClosed => _closed;

    internal async Task RunAsync(Uri target)
    {
        try
        {
            near.NoDelay = true;
            await link.Open.ConfigureAwait(false);
            await _far.ConnectAsync(target.IdnHost, target.Port).ConfigureAwait(false);
            await Task.WhenAll(ForwardAsync(near, _far), ForwardAsync(_far, near)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut, or nobody is there: the near end sees its connection closed.
        }
        Dispose();
    }

    public void Dispose()
    {
        _closed = true;
        near.Dispose();
        _far.Dispose();
    }

    /// <summary>
    /// When one end has sent everything, the other end's connection is shut down for sending after
    /// the last byte. Closing it instead would lose data, because .NET closes a socket that still
    /// receives with a reset.
    /// </summary>
    private async Task ForwardAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[BufferLength];
        try
        {
            while (true)
            {
                int received = await ReceiveAsync(from, buffer).ConfigureAwait(false);
                await link.Open.ConfigureAwait(false);
                if (received == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }
                for (int sent = 0; sent < received;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, received - sent)).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other end is gone without having said so.
            Dispose();
        }
    }

    // A connection that was reset has ended, too. The other end notices it after a pause only.
    private static async Task<int> ReceiveAsync(Socket from, byte[] buffer)
    {
        try
        {
            return await from.ReceiveAsync(buffer).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
