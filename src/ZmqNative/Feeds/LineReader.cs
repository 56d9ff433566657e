namespace ZmqNative.Feeds;

/// <summary>Reads lines of UTF-8 as bytes: a line with a block in hex is long, and never needed as a string.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>Two hexadecimal digits for each byte of the longest block, and room for the rest.</summary>
    public const int LongestLine = (2 * 0x200_0000) + 0x1_0000;

    private byte[] _buffer = new byte[0x1_0000];
    private int _start;
    private int _end;
    private bool _finished;

    /// <summary>The next line without its end, valid until the next call; null after the last.</summary>
    /// <exception cref="InvalidDataException">A line of more than <see cref="LongestLine"/> bytes; or what the stream throws.</exception>
    public ReadOnlyMemory<byte>? Read()
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return TakeLine(searched + length, 1);
            }
            searched = _end - _start;
            if (_finished)
            {
                // Without the cast null would become an empty line.
                return searched > 0 ? TakeLine(searched, 0) : (ReadOnlyMemory<byte>?)null;
            }
            Fill();
        }
    }

    private ReadOnlyMemory<byte> TakeLine(int length, int lineEnd)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
        _start += length + lineEnd;
        return line;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_end >= LongestLine)
            {
                throw new InvalidDataException($"the line is longer than {LongestLine} bytes");
            }
            Array.Resize(ref _buffer, Math.Min(2 * _end, LongestLine));
        }
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _finished = read == 0;
    }
}
