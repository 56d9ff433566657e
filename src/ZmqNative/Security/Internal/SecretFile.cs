using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ZmqNative.Security;

/// <summary>Uses what is in a small secret file, and clears the memory that it was read into.</summary>
internal static class SecretFile
{
    /// <summary>Receives the file's text, which is cleared afterwards.</summary>
    internal delegate T Use<out T>(ReadOnlySpan<byte> text);

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">The most bytes it may have.</param>
    /// <param name="use">Takes what it needs out of the text.</param>
    /// <exception cref="InvalidDataException">It is too long, or so says <paramref name="use"/>.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static T Read<T>(string path, int longest, Use<T> use)
    {
        // Passwords are read in each handshake, and most files are short. A pipe has no length.
        int length = new FileInfo(path) is { Exists: true, Length: > 0 and var known }
            ? (int)Math.Min(longest, known) : longest;
        byte[] buffer = GC.AllocateUninitializedArray<byte>(length + 1, pinned: true);
        try
        {
            return use(buffer.AsSpan(0, ReadInto(path, buffer)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    /// <summary>Reads less than the buffer's length, without any other copy of the bytes.</summary>
    internal static int ReadInto(string path, Span<byte> buffer)
    {
        using FileStream file = new(
            path, new FileStreamOptions { BufferSize = 0, Share = FileShare.ReadWrite | FileShare.Delete });
        int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length < buffer.Length
            ? length : throw new InvalidDataException($"{path} is larger than {buffer.Length - 1} bytes.");
    }

    /// <summary>Whether group or others may read it. Not on Windows, where files have their folder's rights.</summary>
    internal static bool IsExposed(string path) =>
        !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;

    /// <summary>The logger for what concerns secrets and clients.</summary>
    internal static ILogger Logger(ILoggerFactory? factory) =>
        factory?.CreateLogger(AuthenticatorLog.Category) ?? NullLogger.Instance;
}
