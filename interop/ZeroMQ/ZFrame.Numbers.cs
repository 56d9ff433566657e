using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZeroMQ;

// Numbers are in the machine's byte order; a char has two bytes. What does not fit any more reads as 0.
public sealed partial class ZFrame
{
    /// <summary>A frame of a byte, 1 byte; its position is at the end.</summary>
    /// <param name="value">What it holds.</param>
    public ZFrame(byte value) : this() => Fill(value);

    /// <summary>A frame of a number, 2 bytes; its position is at the end.</summary>
    /// <param name="value">What it holds.</param>
    public ZFrame(short value) : this() => Fill(value);

    /// <summary>A frame of a number, 2 bytes; its position is at the end.</summary>
    /// <param name="value">What it holds.</param>
    public ZFrame(ushort value) : this() => Fill(value);

    /// <summary>A frame of a character, 2 bytes; its position is at the end.</summary>
    /// <param name="value">What it holds.</param>
    public ZFrame(char value) : this() => Fill(value);

    /// <summary>A frame of a number, 4 bytes; its position is at the end.</summary>
    /// <param name="value">What it holds.</param>
    public ZFrame(int value) : this() => Fill(value);

    /// <summary>A frame of a number, 4 bytes; its position is at the end.</summary>
    /// <param name="value">What it holds.</param>
    public ZFrame(uint value) : this() => Fill(value);

    /// <summary>A frame of a number, 8 bytes; its position is at the end.</summary>
    /// <param name="value">What it holds.</param>
    public ZFrame(long value) : this() => Fill(value);

    /// <summary>A frame of a number, 8 bytes; its position is at the end.</summary>
    /// <param name="value">What it holds.</param>
    public ZFrame(ulong value) : this() => Fill(value);

    /// <summary>The next 1 byte; 0 if there are not so many.</summary>
    public byte ReadAsByte() => Take<byte>();

    /// <summary>The next 2 bytes; 0 if there are not so many.</summary>
    public short ReadInt16() => Take<short>();

    /// <summary>The next 2 bytes; 0 if there are not so many.</summary>
    public ushort ReadUInt16() => Take<ushort>();

    /// <summary>The next 2 bytes; 0 if there are not so many.</summary>
    public char ReadChar() => Take<char>();

    /// <summary>The next 4 bytes; 0 if there are not so many.</summary>
    public int ReadInt32() => Take<int>();

    /// <summary>The next 4 bytes; 0 if there are not so many.</summary>
    public uint ReadUInt32() => Take<uint>();

    /// <summary>The next 8 bytes; 0 if there are not so many.</summary>
    public long ReadInt64() => Take<long>();

    /// <summary>The next 8 bytes; 0 if there are not so many.</summary>
    public ulong ReadUInt64() => Take<ulong>();

    /// <summary>Writes a byte, 1 byte.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void Write(byte value) => Put(value);

    /// <summary>Writes a number, 2 bytes.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void Write(short value) => Put(value);

    /// <summary>Writes a number, 2 bytes.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void Write(ushort value) => Put(value);

    /// <summary>Writes a character, 2 bytes.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void Write(char value) => Put(value);

    /// <summary>Writes a number, 4 bytes.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void Write(int value) => Put(value);

    /// <summary>Writes a number, 4 bytes.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void Write(uint value) => Put(value);

    /// <summary>Writes a number, 8 bytes.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void Write(long value) => Put(value);

    /// <summary>Writes a number, 8 bytes.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="InvalidOperationException">It does not fit: a frame never grows.</exception>
    public void Write(ulong value) => Put(value);

    private void Fill<T>(T value) where T : unmanaged
    {
        _native.MakeRoom(Unsafe.SizeOf<T>());
        Put(value);
    }

    private void Put<T>(T value) where T : unmanaged => Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    private T Take<T>() where T : unmanaged
    {
        T value = default;
        return Read(MemoryMarshal.AsBytes(new Span<T>(ref value))) == Unsafe.SizeOf<T>() ? value : default;
    }
}
