using System.Text;

namespace ZmqNative.Interop;

/// <summary>Bytes as printable text, five characters for four bytes (RFC 32). Any thread.</summary>
public static unsafe class ZmqZ85
{
    /// <summary>Bytes to text (zmq_z85_encode).</summary>
    /// <param name="bytes">A multiple of four; none gives empty text.</param>
    /// <exception cref="ZmqException">EINVAL: another number of bytes.</exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        ZmqLibrary.EnsureLoaded();
        byte[] text = new byte[checked(bytes.Length / 4 * 5) + 1];
        fixed (byte* source = bytes, target = text)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_z85_encode(target, source, (nuint)bytes.Length) == null ? -1 : 0, "zmq_z85_encode");
        }
        return Encoding.ASCII.GetString(text.AsSpan()[..^1]);
    }

    /// <summary>Text back to bytes (zmq_z85_decode).</summary>
    /// <param name="text">A multiple of five characters, at least five.</param>
    /// <exception cref="ZmqException">EINVAL: another number of characters, one that is not Z85, or five that stand for more than 32 bits.</exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static byte[] Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ZmqLibrary.EnsureLoaded();
        byte[] terminated = Terminated(text);
        byte[] bytes = new byte[terminated.Length / 5 * 4];
        fixed (byte* source = terminated, target = bytes)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_z85_decode(target, source) == null ? -1 : 0, "zmq_z85_decode");
        }
        return bytes;
    }

    /// <summary>
    /// Text as C wants it. A zero inside would end it early; a space is as little Z85, and is refused. UTF-8, since ASCII would make
    /// question marks of what it does not have, and they are Z85.
    /// </summary>
    internal static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text.Replace('\0', ' ') + '\0');
}
