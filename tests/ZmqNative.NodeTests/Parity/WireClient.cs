using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.NodeTests.Parity;

/// <summary>A connection to a publisher, over TCP or a unix socket, on which the test itself says every byte. Reads nothing unless told to.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly Socket _socket;

    /// <param name="address">As the publisher was given it: tcp://127.0.0.1:20001, tcp://[::1]:20001, unix:/path.</param>
    internal WireClient(string address)
    {
        EndPoint endPoint = address.StartsWith("unix:", StringComparison.Ordinal)
            ? new UnixDomainSocketEndPoint(address["unix:".Length..])
            : IPEndPoint.Parse(address["tcp://".Length..]);
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)RegtestNode.Deadline.TotalMilliseconds };
        _socket.Connect(endPoint);
    }

    internal void Send(byte[] bytes) => _socket.Send(bytes);

    /// <summary>Tells the other side that nothing more will be said.</summary>
    internal void EndOfSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Waits for that many bytes; fewer only if the other side closed before.</summary>
    internal byte[] Receive(int count)
    {
        byte[] bytes = new byte[count];
        int done = 0;
        for (int received = 1; done < count && received > 0; done += received)
        {
            received = ReceiveSome(bytes.AsSpan(done));
        }
        return bytes[..done];
    }

    /// <summary>Waits until the other side closes, and returns what came before.</summary>
    internal byte[] ReceiveToEnd()
    {
        List<byte> all = [];
        byte[] buffer = new byte[1 << 16];
        for (int received; (received = ReceiveSome(buffer)) > 0;)
        {
            all.AddRange(buffer[..received]);
        }
        return [.. all];
    }

    /// <summary>
    /// Subscribes to everything, and returns when the other side has that: it answers what is said after it. The subscription comes in one
    /// piece with the end of the handshake, so who has seen that may publish.
    /// </summary>
    internal void Subscribe()
    {
        Send(Zmtp.Greeting);
        Receive(Zmtp.GreetingAndReadyLength);
        Send([.. Zmtp.Ready, .. Zmtp.Subscribe(string.Empty), .. Zmtp.Ping]);
        Assert.That(Receive(Zmtp.Pong.Length), Is.EqualTo(Zmtp.Pong));
    }

    /// <summary>The next frame; null when the other side closes before its end.</summary>
    internal (byte Flags, byte[] Body)? ReceiveFrame()
    {
        if (Receive(1) is not [byte flags])
        {
            return null;
        }
        int prefix = (flags & Zmtp.Long) != 0 ? sizeof(long) : 1;
        byte[] length = Receive(prefix);
        if (length.Length < prefix)
        {
            return null;
        }
        int announced = prefix == 1 ? length[0] : (int)BinaryPrimitives.ReadInt64BigEndian(length);
        byte[] body = Receive(announced);
        return body.Length == announced ? (flags, body) : null;
    }

    /// <summary>The next message: topic, body, counter; null when the other side closes before its end.</summary>
    internal byte[][]? ReceiveMessage()
    {
        List<byte[]> parts = [];
        while (ReceiveFrame() is (byte flags, byte[] body))
        {
            Assert.That(flags & Zmtp.Command, Is.Zero, "a command among messages");
            parts.Add(body);
            if ((flags & Zmtp.More) == 0)
            {
                return [.. parts];
            }
        }
        return null;
    }

    /// <summary>Whether something comes within a moment.</summary>
    internal bool Poll() => _socket.Poll(100_000, SelectMode.SelectRead);

    public void Dispose() => _socket.Dispose();

    private int ReceiveSome(Span<byte> buffer)
    {
        try
        {
            return _socket.Receive(buffer);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It closed before it had read all that we said.
            return 0;
        }
    }
}
