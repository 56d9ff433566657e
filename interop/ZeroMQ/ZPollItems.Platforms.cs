namespace ZeroMQ;

public static partial class ZPollItems
{
    /// <summary>Once held what is different on Linux and macOS; empty.</summary>
    public static class Posix
    {
    }

    /// <summary>Once held what is different on Windows; empty.</summary>
    public static class Win32
    {
    }
}
