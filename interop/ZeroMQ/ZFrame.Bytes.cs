namespace ZeroMQ;

public sealed partial class ZFrame
{
    /// <summary>A frame of bytes, which are copied; its position is at the end.</summary>
    /// <param name="buffer">The bytes.</param>
    public ZFrame(byte[] buffer) : this((ReadOnlySpan<byte>)(buffer ?? throw new ArgumentNullException(nameof(buffer))))
    {
    }

    /// <summary>A frame of bytes, which are copied; its position is at the end.</summary>
    /// <param name="buffer">Where they are.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="count">How many.</param>
    public ZFrame(byte[] buffer, int offset, int count) : this(new ReadOnlySpan<byte>(buffer, offset, count))
    {
    }

    /// <summary>A frame of bytes, which are copied; its position is at the end.</summary>
    /// <param name="bytes">The bytes.</param>
    public ZFrame(ReadOnlySpan<byte> bytes) : this()
    {
        _native.CopyFrom(bytes);
        _position = bytes.Length;
    }

    /// <summary>All bytes from the position on; none at the end.</summary>
    public byte[] Read() => Read(int.MaxValue);

    /// <summary>Up to so many bytes from the position on.</summary>
    /// <param name="count">How many at most.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public byte[] Read(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ReadOnlySpan<byte> rest = Rest;
        byte[] bytes = rest[..Math.Min(count, rest.Length)].ToArray();
        _position += bytes.Length;
        return bytes;
    }
}
