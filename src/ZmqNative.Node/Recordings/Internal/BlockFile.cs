using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// A file with blocks, opened when it is read. Any failure is an
/// <see cref="InvalidDataException"/> that names the file.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="key">The 8 bytes of xor.dat; all zero when there is none.</param>
internal sealed class BlockFile(string path, byte[] key) : IDisposable
{
    /// <summary>The length of xor.dat.</summary>
    public const int KeyLength = sizeof(ulong);

    private SafeFileHandle? _handle;

    public string Name { get; } = System.IO.Path.GetFileName(path);

    public string Path => path;

    public ReadOnlySpan<byte> Key => key;

    // A running node still writes to the newest file.
    private SafeFileHandle Handle =>
        _handle ??= File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public long GetLength()
    {
        try
        {
            return RandomAccess.GetLength(Handle);
        }
        catch (Exception e) when (Unreadable.Is(e))
        {
            throw Unreadable.Error(Name, e);
        }
    }

    /// <summary>Reads bytes as they are on disk.</summary>
    /// <returns>The number of bytes: fewer than requested only at the end of the file.</returns>
    public int ReadMasked(long offset, Span<byte> destination)
    {
        try
        {
            int total = 0;
            for (int read = 1; read > 0 && total < destination.Length; total += read)
            {
                read = RandomAccess.Read(Handle, destination[total..], offset + total);
            }
            return total;
        }
        catch (Exception e) when (Unreadable.Is(e))
        {
            throw Unreadable.Error(Name, e);
        }
    }

    /// <summary>Fills the destination with bytes as the node wrote them before the XOR.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        int read = ReadMasked(offset, destination);
        if (read < destination.Length)
        {
            throw Error(offset, $"{destination.Length} bytes", $"the end of the file after {read}");
        }
        Unmask(offset, destination);
    }

    /// <summary>
    /// Undoes the XOR of v28 and later: the key repeats from the start of the file.
    /// </summary>
    /// <param name="offset">Where in the file the bytes come from.</param>
    /// <param name="bytes">Changed in place.</param>
    public void Unmask(long offset, Span<byte> bytes)
    {
        Span<byte> turned = stackalloc byte[KeyLength];
        for (int i = 0; i < KeyLength; i++)
        {
            turned[i] = key[(offset + i) % KeyLength];
        }
        ulong mask = MemoryMarshal.Read<ulong>(turned);
        foreach (ref ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            word ^= mask;
        }
        for (int i = bytes.Length / KeyLength * KeyLength; i < bytes.Length; i++)
        {
            bytes[i] ^= turned[i % KeyLength];
        }
    }

    /// <summary>Closes the file; reading again opens it again.</summary>
    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }

    public InvalidDataException Error(long offset, string expected, string found) =>
        new($"{Name}, offset {offset}: expected {expected}, found {found}.");
}
