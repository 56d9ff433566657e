using System.Text;

namespace ZeroMQ;

// Text has neither a length before it nor a terminating zero. Its encoding is UTF-8 unless another
// one is given.
public sealed partial class ZFrame
{
    /// <summary>
    /// Creates a frame that holds text, without a terminating zero; its position is at the end.
    /// </summary>
    /// <param name="str">The text.</param>
    public ZFrame(string str) : this(str, ZContext.Encoding)
    {
    }

    /// <summary>
    /// Creates a frame that holds text, without a terminating zero; its position is at the end.
    /// </summary>
    /// <param name="str">The text.</param>
    /// <param name="encoding">The encoding of the text (default: UTF-8).</param>
    public ZFrame(string str, Encoding encoding) : this()
    {
        ArgumentNullException.ThrowIfNull(str);
        byte[] bytes = encoding.GetBytes(str);
        _native.CopyFrom(bytes);
        _position = bytes.Length;
    }

    /// <summary>
    /// Reads text up to the end of the frame or the first zero, which is skipped; empty at the end,
    /// null after the frame is dismissed.
    /// </summary>
    public string ReadString() => ReadString(ZContext.Encoding);

    /// <summary>
    /// Reads text up to the end of the frame or the first zero, which is skipped; empty at the end,
    /// null after the frame is dismissed.
    /// </summary>
    /// <param name="encoding">The encoding of the text (default: UTF-8).</param>
    public string ReadString(Encoding encoding) => ReadString(int.MaxValue, encoding);

    /// <summary>
    /// Reads text of a number of bytes, or up to the end of the frame or the first zero, which is
    /// skipped; empty at the end, null after the frame is dismissed.
    /// </summary>
    /// <param name="length">The largest number of bytes.</param>
    public string ReadString(int length) => ReadString(length, ZContext.Encoding);

    /// <summary>
    /// Reads text of a number of bytes, or up to the end of the frame or the first zero, which is
    /// skipped; empty at the end, null after the frame is dismissed.
    /// </summary>
    /// <param name="byteCount">The largest number of bytes.</param>
    /// <param name="encoding">The encoding of the text (default: UTF-8).</param>
    public string ReadString(int byteCount, Encoding encoding) => ReadText(byteCount, encoding, lines: false);

    /// <summary>
    /// Reads text up to the end of the frame, the end of the line (LF or CR LF) or the first zero;
    /// line end and zero are skipped. Empty at the end, null after the frame is dismissed.
    /// </summary>
    public string ReadLine() => ReadLine(ZContext.Encoding);

    /// <summary>
    /// Reads text up to the end of the frame, the end of the line (LF or CR LF) or the first zero;
    /// line end and zero are skipped. Empty at the end, null after the frame is dismissed.
    /// </summary>
    /// <param name="encoding">The encoding of the text (default: UTF-8).</param>
    public string ReadLine(Encoding encoding) => ReadLine(int.MaxValue, encoding);

    /// <summary>
    /// Reads text of a number of bytes, or up to the end of the frame, the end of the line (LF or
    /// CR LF) or the first zero; line end and zero are skipped. Empty at the end, null after the
    /// frame is dismissed.
    /// </summary>
    /// <param name="byteCount">The largest number of bytes.</param>
    /// <param name="encoding">The encoding of the text (default: UTF-8).</param>
    public string ReadLine(int byteCount, Encoding encoding) => ReadText(byteCount, encoding, lines: true);

    /// <summary>Writes text at the position, without a terminating zero.</summary>
    /// <param name="str">The text.</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void Write(string str) => Write(str, ZContext.Encoding);

    /// <summary>Writes text at the position, without a terminating zero.</summary>
    /// <param name="str">The text.</param>
    /// <param name="encoding">The encoding of the text (default: UTF-8).</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void Write(string str, Encoding encoding) => Write(encoding.GetBytes(str));

    /// <summary>Writes text and CR LF at the position.</summary>
    /// <param name="str">The text.</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void WriteLine(string str) => WriteLine(str, ZContext.Encoding);

    /// <summary>Writes text and CR LF at the position.</summary>
    /// <param name="str">The text.</param>
    /// <param name="encoding">The encoding of the text (default: UTF-8).</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void WriteLine(string str, Encoding encoding) => Write(str + "\r\n", encoding);

    /// <summary>
    /// The whole frame as UTF-8 text, wherever the position is; the type's name after the frame is
    /// dismissed.
    /// </summary>
    public override string ToString() => ToString(ZContext.Encoding);

    /// <summary>
    /// The whole frame as text, wherever the position is; the type's name after the frame is
    /// dismissed.
    /// </summary>
    /// <param name="encoding">The encoding of the text (default: UTF-8).</param>
    public string ToString(Encoding encoding)
    {
        string text = _native is { } native
            ? encoding.GetString(native.Peek(0))
            : nameof(ZeroMQ) + "." + nameof(ZFrame);
        GC.KeepAlive(this);
        return text;
    }

    private string ReadText(int byteCount, Encoding encoding, bool lines)
    {
        if (_native is null)
        {
            return null;
        }
        ReadOnlySpan<byte> rest = Rest;
        rest = rest[..Math.Clamp(byteCount, 0, rest.Length)];

        // The bytes are searched, not the text, so that the position is right even if they are not
        // valid text.
        int unit = encoding.GetByteCount("\n");
        int zero = Find(rest, encoding.GetBytes("\0")), line = lines ? Find(rest, encoding.GetBytes("\n")) : -1;
        int end = line >= 0 && (zero < 0 || line < zero) ? line : zero;
        string text = encoding.GetString(end < 0 ? rest : rest[..end]);
        _position += end < 0 ? rest.Length : end + unit;
        return end >= 0 && end == line && text.EndsWith('\r') ? text[..^1] : text;
    }

    // Only whole characters count: in UTF-16 the same bytes can begin in the middle of a character.
    private static int Find(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> character)
    {
        for (int from = 0; ;)
        {
            int at = bytes[from..].IndexOf(character);
            if (at < 0)
            {
                return -1;
            }
            at += from;
            if (at % character.Length == 0)
            {
                return at;
            }
            from = at + 1;
        }
    }
}
