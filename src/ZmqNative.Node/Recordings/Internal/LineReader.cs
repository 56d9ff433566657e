namespace ZmqNative.Node.Recordings;

/// <summary>
/// Reads lines of UTF-8 as bytes, because a line with a block in hex is long and not needed as a
/// string.
/// </summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>
    /// Two hexadecimal digits for each byte of the longest block, and room for the rest.
    /// </summary>
    public const int LongestLine = (2 * 0x200_0000) + 0x1_0000;

    private byte[] _buffer = new byte[0x1_0000];
    private int _start;
    private int _end;

    /// <summary>
    /// Whether the line that was read last has a line end. Only the last line of a file may have
    /// none.
    /// </summary>
    public bool HasEnd { get; private set; }

    /// <summary>Reads the next line; false after the last, which need not have an end.</summary>
    /// <param name="line">Without its end, valid until the next call.</param>
    /// <exception cref="InvalidDataException">
    /// A line of more than <see cref="LongestLine"/> bytes; or an error of the stream.
    /// </exception>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int length = FindLength();
        line = _buffer.AsMemory(_start, length);
        HasEnd = _start + length < _end;
        _start += HasEnd ? length + 1 : length;
        return HasEnd || length > 0;
    }

    private int FindLength()
    {
        int searched = 0;
        while (true)
        {
            int place = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n');
            if (place >= 0)
            {
                return searched + place;
            }
            searched = _end - _start;
            if (!Fill())
            {
                return searched;
            }
        }
    }

    private bool Fill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == LongestLine)
        {
            throw new InvalidDataException($"the line is longer than {LongestLine} bytes.");
        }
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(2 * _end, LongestLine));
        }
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
