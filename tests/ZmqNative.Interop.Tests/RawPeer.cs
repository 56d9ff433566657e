using System.Net.Sockets;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// Speaks ZMTP over a plain tcp or unix socket, as far as a test wants it to: 3.1 (RFC 37), and the versions 1.0 (RFC 13) and 2.0 (RFC 15),
/// whose handshake is over with the greeting.
/// </summary>
internal sealed class RawPeer : IDisposable
{
    private const int GreetingLength = 64;
    private const int Command = 4;

    private static readonly byte[] s_signature = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f];

    private readonly NetworkStream _stream;

    internal RawPeer(string endpoint)
        : this(Connect(endpoint))
    {
    }

    /// <summary>A connection that a test accepted, which this closes.</summary>
    internal RawPeer(Socket socket)
    {
        socket.ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Greets and is ready, with mechanism NULL.</summary>
    internal void ShakeHands(string socketType)
    {
        Write([.. s_signature, 3, 1, .. "NULL"u8, .. new byte[48]]);
        _stream.ReadExactly(new byte[GreetingLength]);
        byte[] type = System.Text.Encoding.ASCII.GetBytes(socketType);
        byte[] ready = [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)type.Length, .. type];
        Write([Command, (byte)ready.Length, .. ready]);
    }

    /// <summary>Greets as a peer of ZMTP 2.0 without an identity, and reads the other side's greeting.</summary>
    internal void ShakeHandsOf20(ZmqSocketType socketType)
    {
        Write([.. s_signature, 1, (byte)socketType, 0, 0]);
        ZmqSocketType other = socketType == ZmqSocketType.Publish ? ZmqSocketType.Subscribe : ZmqSocketType.Publish;
        Assert.That(Read(s_signature.Length + 4)[s_signature.Length..], Is.EqualTo(new byte[] { 3, (byte)other, 0, 0 }));
    }

    /// <summary>
    /// Greets as a peer of ZMTP 1.0 without an identity, and reads the other side's greeting, which such a peer takes for an empty identity.
    /// </summary>
    internal void ShakeHandsOf10()
    {
        Write([1, 0]);
        Assert.That(Read(s_signature.Length), Is.EqualTo(s_signature));
    }

    internal byte[] Read(int length)
    {
        byte[] bytes = new byte[length];
        _stream.ReadExactly(bytes);
        return bytes;
    }

    internal void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>The body of the next command of that name, without the name; others are passed over.</summary>
    internal byte[] ReadCommand(string name)
    {
        while (true)
        {
            int flags = _stream.ReadByte();
            Assert.That(flags & ~1, Is.EqualTo(Command), "a short command");
            byte[] body = new byte[_stream.ReadByte()];
            _stream.ReadExactly(body);
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
            while (_stream.Read(buffer) > 0)
            {
            }
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // Closed with bytes of ours unread.
        }
    }

    private static Socket Connect(string endpoint)
    {
        if (endpoint.StartsWith("ipc://", StringComparison.Ordinal))
        {
            Socket local = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            local.Connect(new UnixDomainSocketEndPoint(endpoint["ipc://".Length..]));
            return local;
        }
        Uri address = new(endpoint);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(address.Host, address.Port);
        return socket;
    }

    public void Dispose() => _stream.Dispose();
}
