using System.Buffers.Binary;
using System.Net.Sockets;
using NetMQ;

namespace ZmqNative.IntegrationTests;

/// <summary>A TCP connection on which the test itself says every byte.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, ReceiveTimeout = (int)Tool.Deadline.TotalMilliseconds };

    internal RawClient(string endpoint)
    {
        Uri uri = new(endpoint);
        _socket.Connect(uri.Host, uri.Port);
    }

    /// <summary>Signature, version 3.0, mechanism NULL, as a client, filler: 64 bytes (RFC 23).</summary>
    internal static byte[] Greeting => [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, .. "NULL"u8, .. new byte[48]];

    /// <summary>The command READY of a SUB socket.</summary>
    internal static byte[] Ready => [4, 25, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 3, .. "SUB"u8];

    /// <summary>The message that subscribes to everything.</summary>
    internal static byte[] Subscription => [0, 1, 1];

    /// <summary>Connects and says something, whatever comes of it.</summary>
    internal static RawClient Say(string endpoint, byte[] bytes)
    {
        RawClient client = new(endpoint);
        client.Send(bytes);
        return client;
    }

    internal void Send(params byte[] bytes) => _socket.Send(bytes);

    /// <summary>Says greeting and READY and waits for the other side's.</summary>
    internal void Handshake()
    {
        Send([.. Greeting, .. Ready]);
        Receive(Greeting.Length);
        Receive(Receive(2)[1]);
    }

    /// <summary>The next message, of three parts.</summary>
    internal Notification ReceiveNotification()
    {
        byte[][] parts = [ReceiveFrame(more: true), ReceiveFrame(more: true), ReceiveFrame(more: false)];
        return Notification.Of(new NetMQMessage(parts));
    }

    /// <summary>Waits until the other side closes the connection; what it says meanwhile is passed over.</summary>
    internal void WaitForClose()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (_socket.Receive(buffer) > 0)
            {
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode != SocketError.TimedOut)
        {
        }
    }

    /// <summary>Everything that the other side says until it closes the connection.</summary>
    internal string ReadToEnd()
    {
        using NetworkStream stream = new(_socket);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    public void Dispose() => _socket.Dispose();

    private byte[] ReceiveFrame(bool more)
    {
        const int More = 1, Long = 2;
        int flags = Receive(1)[0];
        Assert.That(flags & More, Is.EqualTo(more ? More : 0), "a message has three parts");
        return Receive((flags & Long) == 0 ? Receive(1)[0] : (int)BinaryPrimitives.ReadInt64BigEndian(Receive(sizeof(long))));
    }

    private byte[] Receive(int count)
    {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            int received = _socket.Receive(bytes, done, count - done, SocketFlags.None);
            done += received > 0 ? received : throw new EndOfStreamException("The publisher closed the connection during the handshake.");
        }
        return bytes;
    }
}
