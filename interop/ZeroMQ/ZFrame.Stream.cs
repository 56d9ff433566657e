namespace ZeroMQ;

public sealed partial class ZFrame
{
    /// <summary>True for every frame.</summary>
    public override bool CanRead => true;

    /// <summary>True for every frame.</summary>
    public override bool CanSeek => true;

    /// <summary>False, because reads and writes never wait.</summary>
    public override bool CanTimeout => false;

    /// <summary>True: bytes can be written up to the length.</summary>
    public override bool CanWrite => true;

    /// <summary>The number of bytes; -1 after the frame is dismissed.</summary>
    public override long Length => _native is { } native ? native.LongLength : -1;

    /// <summary>
    /// The index at which the next read or write begins. A new frame that was created from a value
    /// is at its end, a received one at 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The position is negative, or beyond the end.
    /// </exception>
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    // The bytes left to read or to write, at most as many as one span covers. The span does not
    // keep the frame alive, so each caller uses the frame again after its last use of the span.
    private Span<byte> Rest => Native.Peek(_position);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The position is before the beginning or beyond the end.
    /// </exception>
    public override long Seek(long offset, SeekOrigin origin)
    {
        long position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            SeekOrigin.End => Length + offset,
            _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "The origin is not a SeekOrigin."),
        };
        if (position < 0 || position > Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, $"Position {position} is not between 0 and the frame's length, {Length}.");
        }
        return _position = position;
    }

    /// <summary>
    /// Reads bytes from the position on into a buffer; fewer if the frame ends before.
    /// </summary>
    /// <param name="buffer">The destination.</param>
    /// <param name="offset">The index of the first byte in the array.</param>
    /// <param name="count">The largest number of bytes.</param>
    /// <returns>The number of bytes copied; 0 at the end.</returns>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        ReadOnlySpan<byte> rest = Rest;
        int count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <summary>Reads one byte; -1 at the end.</summary>
    public override int ReadByte()
    {
        ReadOnlySpan<byte> rest = Rest;
        if (rest.IsEmpty)
        {
            return -1;
        }
        byte value = rest[0];
        _position++;
        return value;
    }

    /// <summary>Writes bytes at the position.</summary>
    /// <param name="buffer">The array that holds the bytes.</param>
    /// <param name="offset">The index of the first byte in the array.</param>
    /// <param name="count">The number of bytes.</param>
    /// <exception cref="InvalidOperationException">
    /// The bytes do not fit: a frame never grows.
    /// </exception>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">
    /// The bytes do not fit: a frame never grows.
    /// </exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Span<byte> rest = Rest;
        if (buffer.Length > rest.Length)
        {
            throw new InvalidOperationException(
                $"{buffer.Length} bytes do not fit at position {_position} of a frame of {Length}.");
        }
        buffer.CopyTo(rest);
        _position += buffer.Length;
    }

    /// <summary>Writes one byte at the position.</summary>
    /// <param name="value">The byte.</param>
    /// <exception cref="InvalidOperationException">
    /// The frame is full: a frame never grows.
    /// </exception>
    public override void WriteByte(byte value) => Write([value]);

    /// <summary>Throws, because a frame's length never changes.</summary>
    /// <param name="length">This is not used.</param>
    /// <exception cref="NotSupportedException">It is always thrown.</exception>
    public override void SetLength(long length) => throw new NotSupportedException("A frame's length never changes.");

    /// <summary>Throws, because a frame has no buffer to flush.</summary>
    /// <exception cref="NotSupportedException">It is always thrown.</exception>
    public override void Flush() => throw new NotSupportedException("A frame has nothing to flush.");
}
