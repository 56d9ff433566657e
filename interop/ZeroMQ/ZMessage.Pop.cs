using System.Text;

namespace ZeroMQ;

// Each method removes the first frame, reads it from its beginning and disposes of it.
public partial class ZMessage
{
    /// <summary>Removes the first frame and returns it, at position 0.</summary>
    /// <returns>The frame; the caller owns it from now on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public ZFrame Pop()
    {
        ZFrame frame = RemoveAt(0, false);
        frame.Rewind();
        return frame;
    }

    /// <summary>
    /// Removes the first frame and copies its bytes; bytes that do not fit are lost.
    /// </summary>
    /// <param name="buffer">The destination.</param>
    /// <param name="offset">The index in it at which writing begins.</param>
    /// <param name="count">The largest number of bytes.</param>
    /// <returns>The number of bytes copied; 0 at the end.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public int PopBytes(byte[] buffer, int offset, int count)
    {
        using ZFrame frame = Pop();
        return frame.Read(buffer, offset, count);
    }

    /// <summary>Removes the first frame and returns its first byte; -1 if it is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public int PopByte()
    {
        using ZFrame frame = Pop();
        return frame.ReadByte();
    }

    /// <summary>Removes the first frame and returns its first byte; 0 if it is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public byte PopAsByte()
    {
        using ZFrame frame = Pop();
        return frame.ReadAsByte();
    }

    /// <summary>
    /// Removes the first frame and returns its first 2 bytes as a character, in the machine's byte
    /// order; 0 if it has fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public char PopChar()
    {
        using ZFrame frame = Pop();
        return frame.ReadChar();
    }

    /// <summary>
    /// Removes the first frame and returns its first 2 bytes as a number, in the machine's byte
    /// order; 0 if it has fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public short PopInt16()
    {
        using ZFrame frame = Pop();
        return frame.ReadInt16();
    }

    /// <summary>
    /// Removes the first frame and returns its first 2 bytes as a number, in the machine's byte
    /// order; 0 if it has fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public ushort PopUInt16()
    {
        using ZFrame frame = Pop();
        return frame.ReadUInt16();
    }

    /// <summary>
    /// Removes the first frame and returns its first 4 bytes as a number, in the machine's byte
    /// order; 0 if it has fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public int PopInt32()
    {
        using ZFrame frame = Pop();
        return frame.ReadInt32();
    }

    /// <summary>
    /// Removes the first frame and returns its first 4 bytes as a number, in the machine's byte
    /// order; 0 if it has fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public uint PopUInt32()
    {
        using ZFrame frame = Pop();
        return frame.ReadUInt32();
    }

    /// <summary>
    /// Removes the first frame and returns its first 8 bytes as a number, in the machine's byte
    /// order; 0 if it has fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public long PopInt64()
    {
        using ZFrame frame = Pop();
        return frame.ReadInt64();
    }

    /// <summary>
    /// Removes the first frame and returns its first 8 bytes as a number, in the machine's byte
    /// order; 0 if it has fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public ulong PopUInt64()
    {
        using ZFrame frame = Pop();
        return frame.ReadUInt64();
    }

    /// <summary>Removes the first frame and returns its text up to the first zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public string PopString() => PopString(ZContext.Encoding);

    /// <summary>Removes the first frame and returns its text up to the first zero.</summary>
    /// <param name="encoding">The encoding of the text (default: UTF-8).</param>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public string PopString(Encoding encoding) => PopString(int.MaxValue, encoding);

    /// <summary>Removes the first frame and returns its text up to the first zero.</summary>
    /// <param name="bytesCount">The largest number of bytes.</param>
    /// <param name="encoding">The encoding of the text (default: UTF-8).</param>
    /// <exception cref="ArgumentOutOfRangeException">The message has no frames.</exception>
    public string PopString(int bytesCount, Encoding encoding)
    {
        using ZFrame frame = Pop();
        return frame.ReadString(bytesCount, encoding);
    }
}
