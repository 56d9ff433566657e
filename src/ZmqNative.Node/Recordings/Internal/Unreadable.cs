namespace ZmqNative.Node.Recordings;

/// <summary>
/// The error for a file that cannot be read, in the form of the errors for malformed content.
/// </summary>
internal static class Unreadable
{
    /// <summary>
    /// Whether an exception was raised by the file system or the decompression, not by this
    /// project.
    /// </summary>
    public static bool Is(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or InvalidDataException;

    public static InvalidDataException Error(string file, Exception exception) =>
        new($"{file} cannot be read: {exception.Message}", exception);
}
