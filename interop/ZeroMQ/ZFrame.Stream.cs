namespace ZeroMQ;

public sealed partial class ZFrame
{
    /// <summary>True.</summary>
    public override bool CanRead => true;

    /// <summary>True.</summary>
    public override bool CanSeek => true;

    /// <summary>False.</summary>
    public override bool CanTimeout => false;

    /// <summary>True, up to the length.</summary>
    public override bool CanWrite => true;

    /// <summary>Bytes of the frame; -1 once it is dismissed.</summary>
    public override long Length => _native is { } native ? native.LongLength : -1;

    /// <summary>Where the next read or write begins. A new frame made of a value is at its end, a received one at 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or beyond the end.</exception>
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    // What is left to read or to write, at most the longest span there is. It does not keep the frame alive, so each method
    // that looks at it uses the frame once more afterwards.
    private Span<byte> Rest => Native.Peek(_position);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">Before the beginning or beyond the end.</exception>
    public override long Seek(long offset, SeekOrigin origin)
    {
        long position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            SeekOrigin.End => Length + offset,
            _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "Not a place to seek from."),
        };
        if (position < 0 || position > Length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"Position {position} is not between 0 and the frame's length, {Length}.");
        }
        return _position = position;
    }

    /// <summary>Copies up to so many bytes from the position on.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Where there.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>How many there were.</returns>
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

    /// <summary>The next byte; -1 at the end.</summary>
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

    /// <summary>Writes bytes from the position on.</summary>
    /// <param name="buffer">Where they are.</param>
    /// <param name="offset">Where there.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="InvalidOperationException">They do not fit: a frame never grows.</exception>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">They do not fit: a frame never grows.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Span<byte> rest = Rest;
        if (buffer.Length > rest.Length)
        {
            throw new InvalidOperationException($"{buffer.Length} bytes do not fit at position {_position} of a frame of {Length}.");
        }
        buffer.CopyTo(rest);
        _position += buffer.Length;
    }

    /// <summary>Writes a byte.</summary>
    /// <param name="value">The byte.</param>
    /// <exception cref="InvalidOperationException">The frame is full.</exception>
    public override void WriteByte(byte value) => Write([value]);

    /// <summary>A frame never grows.</summary>
    /// <param name="length">Any.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void SetLength(long length) => throw new NotSupportedException("A frame's length never changes.");

    /// <summary>There is nothing to flush.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Flush() => throw new NotSupportedException("A frame has nothing to flush.");
}
