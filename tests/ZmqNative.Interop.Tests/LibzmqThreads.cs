namespace ZmqNative.Interop.Tests;

/// <summary>
/// The threads of all contexts of this process, by the names libzmq gives them: two for each context that has had a socket, gone
/// when zmq_ctx_term is done. Linux only.
/// </summary>
internal static class LibzmqThreads
{
    internal static int Count => Directory.GetDirectories("/proc/self/task").Count(IsOne);

    private static bool IsOne(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).StartsWith("ZMQbg/", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It ended meanwhile.
        }
    }
}
