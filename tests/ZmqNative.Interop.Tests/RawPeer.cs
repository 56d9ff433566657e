using System.Net.Sockets;

namespace ZmqNative.Interop.Tests;

/// <summary>Speaks ZMTP 3.1 (RFC 37) over plain TCP, as far as a test wants it to.</summary>
internal sealed class RawPeer : IDisposable
{
    private const int GreetingLength = 64;
    private const int Command = 4;

    private readonly TcpClient _client;

    internal RawPeer(string endpoint)
    {
        Uri address = new(endpoint);
        _client = new TcpClient(address.Host, address.Port) { ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds };
    }

    /// <summary>Greets and is ready, with mechanism NULL.</summary>
    internal void ShakeHands(string socketType)
    {
        Write([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, .. "NULL"u8, .. new byte[48]]);
        _client.GetStream().ReadExactly(new byte[GreetingLength]);
        byte[] type = System.Text.Encoding.ASCII.GetBytes(socketType);
        byte[] ready = [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)type.Length, .. type];
        Write([Command, (byte)ready.Length, .. ready]);
    }

    internal void Write(ReadOnlySpan<byte> bytes) => _client.GetStream().Write(bytes);

    /// <summary>The body of the next command of that name, without the name; others are passed over.</summary>
    internal byte[] ReadCommand(string name)
    {
        while (true)
        {
            int flags = _client.GetStream().ReadByte();
            Assert.That(flags & ~1, Is.EqualTo(Command), "a short command");
            byte[] body = new byte[_client.GetStream().ReadByte()];
            _client.GetStream().ReadExactly(body);
            if (System.Text.Encoding.ASCII.GetString(body, 1, body[0]) == name)
            {
                return body[(1 + body[0])..];
            }
        }
    }

    /// <summary>Reads until the other side closes the connection.</summary>
    internal void ReadToEnd()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (_client.GetStream().Read(buffer) > 0)
            {
            }
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // Closed with bytes of ours unread.
        }
    }

    public void Dispose() => _client.Dispose();
}
