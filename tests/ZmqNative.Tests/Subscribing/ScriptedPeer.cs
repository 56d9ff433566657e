using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ZmqNative.Tests.Subscribing;

/// <summary>How a <see cref="ScriptedPeer"/> differs from a publisher of libzmq.</summary>
public enum PeerKind
{
    /// <summary>Speaks ZMTP 3.0 and ignores PING, as go-zeromq does.</summary>
    IgnoresPing,

    /// <summary>Speaks ZMTP 3.0 and closes the connection at a PING, as zmq.rs and chumak do.</summary>
    ClosesAtPing,

    /// <summary>Speaks ZMTP 2.0, as JeroMQ 0.3 does: no handshake, no commands.</summary>
    Zmtp2,

    /// <summary>Answers with HTTP and keeps the connection open.</summary>
    Http,

    /// <summary>Greets as an SSH server does.</summary>
    Ssh,

    /// <summary>Answers with an alert of TLS.</summary>
    Tls,

    /// <summary>Says nothing.</summary>
    Silent,

    /// <summary>Closes the connection.</summary>
    Closes,
}

/// <summary>A publisher of a few lines of ZMTP on a TCP socket, for what other makes of publishers do.</summary>
internal sealed class ScriptedPeer : IDisposable
{
    private readonly PeerKind _kind;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _accepted = [];
    private readonly List<Socket> _subscribed = [];
    private int _subscriptions;

    internal ScriptedPeer(PeerKind kind)
    {
        _kind = kind;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = $"tcp://{_listener.LocalEndPoint}";
        Begin(Accept);
    }

    internal string Address { get; }

    /// <summary>How many connections have subscribed until now.</summary>
    internal int Subscriptions => Volatile.Read(ref _subscriptions);

    internal void WaitForSubscription() =>
        Assert.That(SpinWait.SpinUntil(() => Subscriptions > 0, FakePublisher.Deadline), "Nobody subscribed.");

    /// <summary>Publishes a hashtx to all connections that have subscribed.</summary>
    internal void Send(uint messageSequence)
    {
        byte[] message = [1, 6, .. "hashtx"u8, 1, 32, .. new byte[32], 0, 4, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(message.Length - sizeof(uint)), messageSequence);
        lock (_accepted)
        {
            _subscribed.ForEach(socket => Ignore(() => socket.Send(message)));
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_accepted)
        {
            _accepted.ForEach(socket => socket.Dispose());
        }
    }

    private static void Begin(Action action) => new Thread(() => Ignore(action)) { IsBackground = true }.Start();

    private static void Ignore(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // The other end has gone, or the test is over.
        }
    }

    private void Accept()
    {
        while (true)
        {
            Socket socket = _listener.Accept();
            lock (_accepted)
            {
                _accepted.Add(socket);
            }
            Begin(() => Serve(socket));
        }
    }

    private void Serve(Socket socket)
    {
        switch (_kind)
        {
            case PeerKind.Http:
                socket.Send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8);
                return;
            case PeerKind.Ssh:
                socket.Send("SSH-2.0-OpenSSH_10.0\r\n"u8);
                return;
            case PeerKind.Tls:
                socket.Send([0x15, 3, 1, 0, 2, 2, 70]);
                return;
            case PeerKind.Silent:
                return;
            case PeerKind.Closes:
                socket.Dispose();
                return;
            default:
                Converse(socket);
                return;
        }
    }

    private void Converse(Socket socket)
    {
        byte[] signature = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f];
        if (_kind == PeerKind.Zmtp2)
        {
            // Revision 1 is ZMTP 2.0; then the socket type, PUB, and an empty identity.
            socket.Send([.. signature, 1, 1, 0, 0]);
            _ = Receive(socket, signature.Length + 4);
        }
        else
        {
            socket.Send([.. signature, 3, 0, .. "NULL"u8, .. new byte[48]]);
            _ = Receive(socket, 64);
            byte[] ready = Encoding.Latin1.GetBytes("\u0005READY\u000bSocket-Type\0\0\0\u0003PUB");
            socket.Send([4, (byte)ready.Length, .. ready]);
        }
        while (true)
        {
            byte[] head = Receive(socket, 2);
            byte[] body = Receive(socket, head[1]);
            if (head[0] == 0 && body is [1, ..])
            {
                lock (_accepted)
                {
                    _subscribed.Add(socket);
                }
                _ = Interlocked.Increment(ref _subscriptions);
            }
            if (_kind == PeerKind.ClosesAtPing && body.AsSpan().StartsWith("\u0004PING"u8))
            {
                socket.Dispose();
                return;
            }
        }
    }

    private static byte[] Receive(Socket socket, int length)
    {
        byte[] bytes = new byte[length];
        using NetworkStream stream = new(socket);
        stream.ReadExactly(bytes);
        return bytes;
    }
}
