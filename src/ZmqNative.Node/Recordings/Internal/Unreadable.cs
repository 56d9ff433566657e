namespace ZmqNative.Node.Recordings;

/// <summary>A file that cannot be read at all, said the same way as one that says nonsense.</summary>
internal static class Unreadable
{
    /// <summary>Whether an exception comes from the disk or from the compression, not from us.</summary>
    public static bool Is(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or InvalidDataException;

    public static InvalidDataException Error(string file, Exception exception) =>
        new($"{file} cannot be read: {exception.Message}", exception);
}
