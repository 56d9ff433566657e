using System.Buffers.Binary;
using ZmqNative.Interop;

namespace ZmqNative.Link;

/// <summary>
/// The messages of a link, as docs/link.md has them. A notification has Core's three parts; the
/// first part of anything else begins with a byte that no topic has.
/// </summary>
internal static class LinkProtocol
{
    internal const int IdLength = 16;

    /// <summary>The most bytes of a query.</summary>
    internal const int LongestAsk = 4096;

    internal static ReadOnlySpan<byte> Hello => "\u0001hello"u8;

    internal static ReadOnlySpan<byte> Beat => "\u0001beat"u8;

    internal static ReadOnlySpan<byte> Bye => "\u0001bye"u8;

    internal static ReadOnlySpan<byte> Credit => "\u0001credit"u8;

    internal static ReadOnlySpan<byte> Ask => "\u0001ask"u8;

    internal static ReadOnlySpan<byte> Answer => "\u0001answer"u8;

    internal static bool IsNotification(ReadOnlySpan<byte> first) => first.IsEmpty || first[0] != 1;

    internal static byte[] Number(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>Sends a message without waiting.</summary>
    /// <param name="socket">The link's.</param>
    /// <param name="unsent">Counts the bytes until libzmq has sent them; null counts nothing.</param>
    /// <param name="first">The first part.</param>
    /// <param name="rest">The other parts.</param>
    /// <returns>False when there is no peer, or it takes nothing more.</returns>
    internal static bool Send(
        ZmqSocket socket, ZmqByteCount? unsent, ReadOnlySpan<byte> first,
        params ReadOnlySpan<ReadOnlyMemory<byte>> rest)
    {
        ZmqMessage[] parts = new ZmqMessage[rest.Length + 1];
        (parts[0] = new ZmqMessage()).CopyFrom(first);
        for (int i = 0; i < rest.Length; i++)
        {
            ZmqMessage part = parts[i + 1] = new ZmqMessage();
            if (unsent is null)
            {
                part.Adopt(rest[i]);
            }
            else
            {
                part.CopyFrom(rest[i].Span, unsent);
            }
        }
        try
        {
            return socket.Send(parts, TimeSpan.Zero);
        }
        finally
        {
            Array.ForEach(parts, part => part.Dispose());
        }
    }
}
