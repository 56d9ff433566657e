using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// The first words of ZMTP as a SUB socket says them (RFC 13, 23, 37): greeting, READY and PING.
/// The receives throw a <see cref="SocketException"/> when the time is over.
/// </summary>
internal sealed class ZmtpTalk(Socket socket)
{
    /// <summary>The first version with a handshake and commands: ZMTP 3.0.</summary>
    internal const int FirstWithHandshake = 3;

    private const int SignatureLength = 10;

    // What follows the version's first number: the second, the mechanism, the role and a filler.
    private const int RestLength = 53;
    private const int MechanismLength = 20;

    // The version's second number; 3.1 brought PING.
    private const byte Minor = 1;
    private const byte Command = 0x04;
    private const byte Long = 0x02;

    // Frames of a publisher without subscribers are short.
    private const int LongestFrame = 8192;

    /// <summary>When receives end, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    internal long Deadline { get; set; }

    /// <summary>Exchanges the greetings.</summary>
    /// <param name="mechanism">The mechanism of the socket for messages.</param>
    /// <returns>The peer's version: 1, 2, or the first number of a later one.</returns>
    /// <exception cref="PeerException">No ZMTP is spoken there, or with another mechanism.</exception>
    internal int ExchangeGreetings(ZmqMechanism mechanism)
    {
        // The signature is also a valid beginning in ZMTP 1.0 and 2.0.
        Send([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f]);
        byte[] signature = new byte[SignatureLength];
        int length = 0;
        while (length < SignatureLength)
        {
            int received = ReceiveSome(signature.AsSpan(length));
            length += received;
            if (length >= 2 && signature is [1, 0, ..])
            {
                return 1;
            }
            if (received == 0 || signature[0] != 0xff || (length == SignatureLength && (signature[^1] & 1) == 0))
            {
                throw new PeerException(NoZmtp(signature.AsSpan(0, length)));
            }
        }
        Send([FirstWithHandshake]);
        byte major = Receive(1)[0];
        if (major < FirstWithHandshake)
        {
            // 0 is the revision of ZMTP 1.0 with a signature, and 1 that of 2.0.
            return major + 1;
        }
        byte[] rest = new byte[RestLength];
        rest[0] = Minor;
        _ = Encoding.ASCII.GetBytes(Name(mechanism), rest.AsSpan(1));
        Send(rest);
        string theirs = Printable(Receive(RestLength).AsSpan(1, MechanismLength));
        return theirs == Name(mechanism) ? major
            : throw new PeerException($"the publisher's mechanism is {theirs}, and the subscriber's {Name(mechanism)}");
    }

    /// <summary>Exchanges READY in the mechanism NULL.</summary>
    /// <exception cref="PeerException">The peer refuses.</exception>
    internal void ExchangeReady()
    {
        SendCommand("\u0005READY\u000bSocket-Type\0\0\0\u0003SUB");
        byte[] ready = ReceiveFrame(out _);
        if (!ready.AsSpan().StartsWith("\u0005READY"u8))
        {
            throw new PeerException($"the publisher refuses the handshake: {Printable(ready)}");
        }
        if (ready.AsSpan().IndexOf("PUB"u8) < 0)
        {
            throw new PeerException("the ZMQ socket there is no publisher's");
        }
    }

    internal void SendPing() => SendCommand("\u0004PING\0\0");

    /// <summary>Waits for the answer to PING; false when it does not come in time, or at all.</summary>
    /// <param name="milliseconds">The longest wait.</param>
    internal bool ReceivePong(long milliseconds)
    {
        Deadline = Environment.TickCount64 + milliseconds;
        try
        {
            while (true)
            {
                if (ReceiveFrame(out bool isCommand).AsSpan().StartsWith("\u0004PONG"u8) && isCommand)
                {
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or PeerException)
        {
            return false;
        }
    }

    // Whether the peer has gone shows in the next receive.
    private void Send(ReadOnlySpan<byte> bytes) => _ = socket.Send(bytes, SocketFlags.None, out _);

    private void SendCommand(string body) => Send([Command, (byte)body.Length, .. Encoding.Latin1.GetBytes(body)]);

    private byte[] ReceiveFrame(out bool isCommand)
    {
        byte flags = Receive(1)[0];
        isCommand = (flags & Command) != 0;
        long length = (flags & Long) == 0 ? Receive(1)[0] : BinaryPrimitives.ReadInt64BigEndian(Receive(sizeof(long)));
        return length is >= 0 and <= LongestFrame ? Receive((int)length)
            : throw new PeerException("the publisher breaks the protocol");
    }

    private byte[] Receive(int length)
    {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length;)
        {
            int received = ReceiveSome(bytes.AsSpan(done));
            done += received > 0 ? received
                : throw new PeerException(
                    "the connection is closed during the handshake: the ZMQ socket there may be no publisher's,"
                    + " or asks for keys (CURVE) or a password (PLAIN)");
        }
        return bytes;
    }

    // Returns 0 at the end of the connection.
    private int ReceiveSome(Span<byte> bytes)
    {
        long left = Deadline - Environment.TickCount64;
        if (left <= 0)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
        socket.ReceiveTimeout = (int)Math.Min(left, int.MaxValue);
        int received = socket.Receive(bytes, SocketFlags.None, out SocketError error);
        return error is not (SocketError.TimedOut or SocketError.WouldBlock) ? received
            : throw new SocketException((int)error);
    }

    private static string NoZmtp(ReadOnlySpan<byte> answer) => answer switch
    {
        [] => "the connection is accepted and closed again without a word: nobody is behind it, or no ZMQ is"
            + " spoken there",
        [0x15, 3, ..] or [0x16, 3, ..] => "no ZMQ is spoken there, but TLS",
        _ when answer.StartsWith("HTTP"u8) => "no ZMQ is spoken there, but HTTP, as at the port of a node's RPC",
        _ => $"no ZMQ is spoken there: the answer begins with '{Printable(answer)}'",
    };

    private static string Name(ZmqMechanism mechanism) => mechanism.ToString().ToUpperInvariant();

    // What a stranger sends may go to a terminal.
    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        foreach (byte value in bytes.TrimEnd((byte)0))
        {
            _ = text.Append(value is >= 0x20 and < 0x7f ? (char)value : '.');
        }
        return text.ToString();
    }
}
