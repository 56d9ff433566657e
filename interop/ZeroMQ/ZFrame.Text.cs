using System.Text;

namespace ZeroMQ;

// Text has no length before it and no zero behind it; where nothing else is said it is UTF-8.
public sealed partial class ZFrame
{
    /// <summary>A frame of text; its position is at the end.</summary>
    /// <param name="str">The text.</param>
    public ZFrame(string str) : this(str, ZContext.Encoding)
    {
    }

    /// <summary>A frame of text; its position is at the end.</summary>
    /// <param name="str">The text.</param>
    /// <param name="encoding">How it is encoded.</param>
    public ZFrame(string str, Encoding encoding) : this()
    {
        ArgumentNullException.ThrowIfNull(str);
        byte[] bytes = encoding.GetBytes(str);
        _native.CopyFrom(bytes);
        _position = bytes.Length;
    }

    /// <summary>The text up to the end or the first zero, which is skipped. Empty at the end; null once the frame is dismissed.</summary>
    public string ReadString() => ReadString(ZContext.Encoding);

    /// <summary>The text up to the end or the first zero, which is skipped. Empty at the end; null once the frame is dismissed.</summary>
    /// <param name="encoding">How it is encoded.</param>
    public string ReadString(Encoding encoding) => ReadString(int.MaxValue, encoding);

    /// <summary>The text of so many bytes, or up to the end or the first zero, which is skipped. Empty at the end; null once the frame is dismissed.</summary>
    /// <param name="length">Bytes at most.</param>
    public string ReadString(int length) => ReadString(length, ZContext.Encoding);

    /// <summary>The text of so many bytes, or up to the end or the first zero, which is skipped. Empty at the end; null once the frame is dismissed.</summary>
    /// <param name="byteCount">Bytes at most.</param>
    /// <param name="encoding">How it is encoded.</param>
    public string ReadString(int byteCount, Encoding encoding) => ReadText(byteCount, encoding, lines: false);

    /// <summary>The text up to the end, the end of the line (LF or CR LF) or the first zero; these are skipped. Empty at the end; null once the frame is dismissed.</summary>
    public string ReadLine() => ReadLine(ZContext.Encoding);

    /// <summary>The text up to the end, the end of the line (LF or CR LF) or the first zero; these are skipped. Empty at the end; null once the frame is dismissed.</summary>
    /// <param name="encoding">How it is encoded.</param>
    public string ReadLine(Encoding encoding) => ReadLine(int.MaxValue, encoding);

    /// <summary>The text of so many bytes, or up to the end, the end of the line (LF or CR LF) or the first zero; these are skipped. Empty at the end; null once the frame is dismissed.</summary>
    /// <param name="byteCount">Bytes at most.</param>
    /// <param name="encoding">How it is encoded.</param>
    public string ReadLine(int byteCount, Encoding encoding) => ReadText(byteCount, encoding, lines: true);

    /// <summary>Writes text.</summary>
    /// <param name="str">The text.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void Write(string str) => Write(str, ZContext.Encoding);

    /// <summary>Writes text.</summary>
    /// <param name="str">The text.</param>
    /// <param name="encoding">How it is encoded.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void Write(string str, Encoding encoding) => Write(encoding.GetBytes(str));

    /// <summary>Writes text and CR LF.</summary>
    /// <param name="str">The text.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void WriteLine(string str) => WriteLine(str, ZContext.Encoding);

    /// <summary>Writes text and CR LF.</summary>
    /// <param name="str">The text.</param>
    /// <param name="encoding">How it is encoded.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void WriteLine(string str, Encoding encoding) => Write(str + "\r\n", encoding);

    /// <summary>The whole frame as UTF-8 text, wherever the position is; the type's name once it is dismissed.</summary>
    public override string ToString() => ToString(ZContext.Encoding);

    /// <summary>The whole frame as text, wherever the position is; the type's name once it is dismissed.</summary>
    /// <param name="encoding">How it is encoded.</param>
    public string ToString(Encoding encoding)
    {
        string text = _native is { } native ? encoding.GetString(native.Peek(0)) : nameof(ZeroMQ) + "." + nameof(ZFrame);
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

        // Looked for in the bytes, so that the position is right even where they are no text.
        int unit = encoding.GetByteCount("\n");
        int zero = Find(rest, encoding.GetBytes("\0")), line = lines ? Find(rest, encoding.GetBytes("\n")) : -1;
        int end = line >= 0 && (zero < 0 || line < zero) ? line : zero;
        string text = encoding.GetString(end < 0 ? rest : rest[..end]);
        _position += end < 0 ? rest.Length : end + unit;
        return end >= 0 && end == line && text.EndsWith('\r') ? text[..^1] : text;
    }

    // Only whole characters: in UTF-16 the bytes of one could also begin in the middle of another.
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
