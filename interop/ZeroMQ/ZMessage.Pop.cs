using System.Text;

namespace ZeroMQ;

// Each takes the first frame, reads it from its beginning and disposes of it.
public partial class ZMessage
{
    /// <summary>Takes the first frame, at position 0.</summary>
    /// <returns>The frame, the caller's from now on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public ZFrame Pop()
    {
        ZFrame frame = RemoveAt(0, false);
        frame.Rewind();
        return frame;
    }

    /// <summary>Takes the first frame as bytes.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Where there.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public int PopBytes(byte[] buffer, int offset, int count)
    {
        using ZFrame frame = Pop();
        return frame.Read(buffer, offset, count);
    }

    /// <summary>Takes the first frame as a byte; -1 if it is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public int PopByte()
    {
        using ZFrame frame = Pop();
        return frame.ReadByte();
    }

    /// <summary>Takes the first frame as a byte; 0 if it is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public byte PopAsByte()
    {
        using ZFrame frame = Pop();
        return frame.ReadAsByte();
    }

    /// <summary>Takes the first frame as a character, 2 bytes; 0 if there are not so many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public char PopChar()
    {
        using ZFrame frame = Pop();
        return frame.ReadChar();
    }

    /// <summary>Takes the first frame as a number, 2 bytes; 0 if there are not so many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public short PopInt16()
    {
        using ZFrame frame = Pop();
        return frame.ReadInt16();
    }

    /// <summary>Takes the first frame as a number, 2 bytes; 0 if there are not so many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public ushort PopUInt16()
    {
        using ZFrame frame = Pop();
        return frame.ReadUInt16();
    }

    /// <summary>Takes the first frame as a number, 4 bytes; 0 if there are not so many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public int PopInt32()
    {
        using ZFrame frame = Pop();
        return frame.ReadInt32();
    }

    /// <summary>Takes the first frame as a number, 4 bytes; 0 if there are not so many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public uint PopUInt32()
    {
        using ZFrame frame = Pop();
        return frame.ReadUInt32();
    }

    /// <summary>Takes the first frame as a number, 8 bytes; 0 if there are not so many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public long PopInt64()
    {
        using ZFrame frame = Pop();
        return frame.ReadInt64();
    }

    /// <summary>Takes the first frame as a number, 8 bytes; 0 if there are not so many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public ulong PopUInt64()
    {
        using ZFrame frame = Pop();
        return frame.ReadUInt64();
    }

    /// <summary>Takes the first frame as text, up to the first zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public string PopString() => PopString(ZContext.Encoding);

    /// <summary>Takes the first frame as text, up to the first zero.</summary>
    /// <param name="encoding">How it is encoded.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public string PopString(Encoding encoding) => PopString(int.MaxValue, encoding);

    /// <summary>Takes the first frame as text, up to the first zero.</summary>
    /// <param name="bytesCount">Bytes at most.</param>
    /// <param name="encoding">How it is encoded.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no frame.</exception>
    public string PopString(int bytesCount, Encoding encoding)
    {
        using ZFrame frame = Pop();
        return frame.ReadString(bytesCount, encoding);
    }
}
