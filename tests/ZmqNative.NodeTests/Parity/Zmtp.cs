using System.Text;

namespace ZmqNative.NodeTests.Parity;

/// <summary>Bytes of ZeroMQ's protocol (RFC 23, RFC 37), made here without the library that is tested.</summary>
internal static class Zmtp
{
    /// <summary>What a publisher says first: its greeting of 64 bytes and a READY of 27.</summary>
    internal const int GreetingAndReadyLength = 64 + 27;

    internal const byte More = 1, Long = 2, Command = 4;

    /// <summary>Version 3.1, mechanism NULL, as a client.</summary>
    internal static byte[] Greeting => GreetingOf(3, 1, "NULL");

    internal static byte[] Ready => ReadyOf("SUB");

    internal static byte[] Ping => CommandOf("PING", [0, 0, .. "fence"u8]);

    internal static byte[] Pong => CommandOf("PONG", "fence"u8);

    internal static byte[] GreetingOf(byte major, byte minor, string mechanism) =>
        [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, major, minor, .. Encoding.ASCII.GetBytes(mechanism.PadRight(20, '\0')), .. new byte[32]];

    internal static byte[] ReadyOf(string socketType) => CommandOf("READY", Property("Socket-Type", socketType));

    internal static byte[] Property(string name, string value) => [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 0, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    internal static byte[] CommandOf(string name, ReadOnlySpan<byte> data) => Frame(Command, [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. data]);

    /// <summary>A message with one part.</summary>
    internal static byte[] Message(params byte[] body) => Frame(0, body);

    internal static byte[] Subscribe(string topic) => Message([1, .. Encoding.ASCII.GetBytes(topic)]);

    internal static byte[] Cancel(string topic) => Message([0, .. Encoding.ASCII.GetBytes(topic)]);

    // None of what is said here is longer than 255 bytes.
    private static byte[] Frame(byte flags, byte[] body) => [flags, (byte)body.Length, .. body];
}
