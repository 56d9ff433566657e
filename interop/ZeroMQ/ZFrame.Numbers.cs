using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZeroMQ;

// Numbers are in the machine's byte order, and a char has two bytes. A number for which not enough
// bytes are left reads as 0.
public sealed partial class ZFrame
{
    /// <summary>Creates a frame that holds one byte; its position is at the end.</summary>
    /// <param name="value">The content.</param>
    public ZFrame(byte value) : this() => Fill(value);

    /// <summary>
    /// Creates a frame that holds a number of 2 bytes in the machine's byte order; its position is
    /// at the end.
    /// </summary>
    /// <param name="value">The content.</param>
    public ZFrame(short value) : this() => Fill(value);

    /// <summary>
    /// Creates a frame that holds a number of 2 bytes in the machine's byte order; its position is
    /// at the end.
    /// </summary>
    /// <param name="value">The content.</param>
    public ZFrame(ushort value) : this() => Fill(value);

    /// <summary>
    /// Creates a frame that holds a character, 2 bytes (UTF-16) in the machine's byte order; its
    /// position is at the end.
    /// </summary>
    /// <param name="value">The content.</param>
    public ZFrame(char value) : this() => Fill(value);

    /// <summary>
    /// Creates a frame that holds a number of 4 bytes in the machine's byte order; its position is
    /// at the end.
    /// </summary>
    /// <param name="value">The content.</param>
    public ZFrame(int value) : this() => Fill(value);

    /// <summary>
    /// Creates a frame that holds a number of 4 bytes in the machine's byte order; its position is
    /// at the end.
    /// </summary>
    /// <param name="value">The content.</param>
    public ZFrame(uint value) : this() => Fill(value);

    /// <summary>
    /// Creates a frame that holds a number of 8 bytes in the machine's byte order; its position is
    /// at the end.
    /// </summary>
    /// <param name="value">The content.</param>
    public ZFrame(long value) : this() => Fill(value);

    /// <summary>
    /// Creates a frame that holds a number of 8 bytes in the machine's byte order; its position is
    /// at the end.
    /// </summary>
    /// <param name="value">The content.</param>
    public ZFrame(ulong value) : this() => Fill(value);

    /// <summary>Reads one byte; 0 at the end of the frame.</summary>
    public byte ReadAsByte() => Take<byte>();

    /// <summary>Reads 2 bytes in the machine's byte order; 0 if fewer are left.</summary>
    public short ReadInt16() => Take<short>();

    /// <summary>Reads 2 bytes in the machine's byte order; 0 if fewer are left.</summary>
    public ushort ReadUInt16() => Take<ushort>();

    /// <summary>Reads 2 bytes in the machine's byte order; 0 if fewer are left.</summary>
    public char ReadChar() => Take<char>();

    /// <summary>
    /// Reads a number of 4 bytes in the machine's byte order; 0 if fewer are left.
    /// </summary>
    public int ReadInt32() => Take<int>();

    /// <summary>
    /// Reads a number of 4 bytes in the machine's byte order; 0 if fewer are left.
    /// </summary>
    public uint ReadUInt32() => Take<uint>();

    /// <summary>
    /// Reads a number of 8 bytes in the machine's byte order; 0 if fewer are left.
    /// </summary>
    public long ReadInt64() => Take<long>();

    /// <summary>
    /// Reads a number of 8 bytes in the machine's byte order; 0 if fewer are left.
    /// </summary>
    public ulong ReadUInt64() => Take<ulong>();

    /// <summary>Writes one byte at the position.</summary>
    /// <param name="value">The value to write.</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void Write(byte value) => Put(value);

    /// <summary>Writes a number of 2 bytes in the machine's byte order at the position.</summary>
    /// <param name="value">The value to write.</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void Write(short value) => Put(value);

    /// <summary>Writes a number of 2 bytes in the machine's byte order at the position.</summary>
    /// <param name="value">The value to write.</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void Write(ushort value) => Put(value);

    /// <summary>
    /// Writes a character, 2 bytes (UTF-16) in the machine's byte order, at the position.
    /// </summary>
    /// <param name="value">The value to write.</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void Write(char value) => Put(value);

    /// <summary>Writes a number of 4 bytes in the machine's byte order at the position.</summary>
    /// <param name="value">The value to write.</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void Write(int value) => Put(value);

    /// <summary>Writes a number of 4 bytes in the machine's byte order at the position.</summary>
    /// <param name="value">The value to write.</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void Write(uint value) => Put(value);

    /// <summary>Writes a number of 8 bytes in the machine's byte order at the position.</summary>
    /// <param name="value">The value to write.</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
    public void Write(long value) => Put(value);

    /// <summary>Writes a number of 8 bytes in the machine's byte order at the position.</summary>
    /// <param name="value">The value to write.</param>
    /// <exception cref="InvalidOperationException">
    /// The value does not fit: a frame never grows.
    /// </exception>
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
