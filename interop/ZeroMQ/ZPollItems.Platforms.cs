namespace ZeroMQ;

public static partial class ZPollItems
{
    /// <summary>
    /// Kept for its name: it had what is different on Linux and macOS, and is empty.
    /// </summary>
    public static class Posix
    {
    }

    /// <summary>Kept for its name: it had what is different on Windows, and is empty.</summary>
    public static class Win32
    {
    }
}
