using Microsoft.Win32.SafeHandles;

namespace ZmqNative.Interop;

/// <summary>
/// The bytes of a file that is not trusted: nothing is read beyond its end, and
/// never much in one piece.
/// </summary>
internal sealed class LibraryBytes(SafeFileHandle file)
{
    /// <summary>No real table of segments or sections is larger; damaged ones are.</summary>
    private const int LongestTable = 1 << 20;

    private readonly ulong _length = (ulong)RandomAccess.GetLength(file);

    /// <summary>Whether the file has this number of bytes from there on.</summary>
    internal bool Has(ulong offset, ulong length) => offset <= _length && length <= _length - offset;

    /// <summary>Reads a table or a header; null if the file ends before.</summary>
    internal byte[]? Read(ulong offset, ulong length)
    {
        if (length > LongestTable || !Has(offset, length))
        {
            return null;
        }
        byte[] bytes = new byte[length];
        return Fill(bytes, offset) == bytes.Length ? bytes : null;
    }

    /// <summary>Whether these bytes are anywhere in the file.</summary>
    internal bool Contains(ReadOnlySpan<byte> sought)
    {
        // Pieces overlap, so that a match across a boundary is found.
        byte[] piece = new byte[1 << 16];
        int step = piece.Length - sought.Length + 1, read;
        ulong offset = 0;
        do
        {
            read = Fill(piece, offset);
            if (piece.AsSpan(0, read).IndexOf(sought) >= 0)
            {
                return true;
            }
            offset += (ulong)step;
        }
        while (read == piece.Length);
        return false;
    }

    private int Fill(Span<byte> bytes, ulong offset)
    {
        int filled = 0, read;
        do
        {
            read = RandomAccess.Read(file, bytes[filled..], (long)offset + filled);
            filled += read;
        }
        while (read > 0 && filled < bytes.Length);
        return filled;
    }
}
