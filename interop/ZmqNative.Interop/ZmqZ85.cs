using System.Diagnostics;
using System.Text;

namespace ZmqNative.Interop;

/// <summary>
/// Bytes as printable text, five characters for four bytes (RFC 32). May be used from any thread.
/// </summary>
public static unsafe class ZmqZ85
{
    /// <summary>Encodes bytes as text (zmq_z85_encode).</summary>
    /// <param name="bytes">The bytes, a multiple of four; none gives empty text.</param>
    /// <exception cref="ZmqException">EINVAL: another number of bytes.</exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        ZmqLibrary.EnsureLoaded();
        byte[] text = new byte[checked(bytes.Length / 4 * 5) + 1];
        fixed (byte* source = bytes, target = text)
        {
            byte* result = LibZmq.zmq_z85_encode(target, source, (nuint)bytes.Length);
            ZmqThrow.IfFailed(result == null ? -1 : 0, "zmq_z85_encode");
        }
        return Encoding.ASCII.GetString(text.AsSpan()[..^1]);
    }

    /// <summary>Decodes text to bytes (zmq_z85_decode).</summary>
    /// <param name="text">A multiple of five characters, at least five.</param>
    /// <exception cref="ArgumentException">The text has a zero byte.</exception>
    /// <exception cref="ZmqException">
    /// EINVAL: another number of characters, one that is not Z85, or five that
    /// stand for more than 32 bits.
    /// </exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static byte[] Decode(string text)
    {
        CText.Check(text, nameof(text));
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
    /// Passes text to C as UTF-8: ASCII would replace unknown characters by question
    /// marks, which are valid Z85.
    /// </summary>
    internal static byte[] Terminated(string text)
    {
        Debug.Assert(!text.Contains('\0'), "The caller has refused a zero byte, which would end the text early.");
        return Encoding.UTF8.GetBytes(text + '\0');
    }
}
