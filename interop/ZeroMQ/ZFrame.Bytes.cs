namespace ZeroMQ;

public sealed partial class ZFrame
{
    /// <summary>Creates a frame that holds a copy of bytes; its position is at the end.</summary>
    /// <param name="buffer">The bytes.</param>
    public ZFrame(byte[] buffer) : this((ReadOnlySpan<byte>)(buffer ?? throw new ArgumentNullException(nameof(buffer))))
    {
    }

    /// <summary>Creates a frame that holds a copy of bytes; its position is at the end.</summary>
    /// <param name="buffer">The array that holds the bytes.</param>
    /// <param name="offset">The index of the first byte in the array.</param>
    /// <param name="count">The number of bytes.</param>
    public ZFrame(byte[] buffer, int offset, int count) : this(new ReadOnlySpan<byte>(buffer, offset, count))
    {
    }

    /// <summary>Creates a frame that holds a copy of bytes; its position is at the end.</summary>
    /// <param name="bytes">The bytes.</param>
    public ZFrame(ReadOnlySpan<byte> bytes) : this()
    {
        _native.CopyFrom(bytes);
        _position = bytes.Length;
    }

    /// <summary>Reads all bytes from the position to the end; empty at the end.</summary>
    public byte[] Read() => Read(int.MaxValue);

    /// <summary>Reads bytes from the position on; fewer if the frame ends before.</summary>
    /// <param name="count">The largest number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public byte[] Read(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ReadOnlySpan<byte> rest = Rest;
        byte[] bytes = rest[..Math.Min(count, rest.Length)].ToArray();
        _position += bytes.Length;
        return bytes;
    }
}
