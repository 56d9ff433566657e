namespace ZmqNative.Interop.Tests;

/// <summary>
/// The threads of the contexts made since, by the names libzmq gives them: two for each context that has had a socket, gone
/// when zmq_ctx_term is done. Linux only.
/// </summary>
/// <remarks>Waited for, not counted once: a thread names itself after its start, and is listed for a moment after its end.</remarks>
internal sealed class LibzmqThreads
{
    private readonly HashSet<string> _before = [.. All()];

    /// <param name="contexts">How many contexts have to be left.</param>
    /// <param name="meanwhile">Done before every look.</param>
    internal void WaitFor(int contexts, Action? meanwhile = null) => Within.Until(
        () =>
        {
            meanwhile?.Invoke();
            return All().Count(thread => !_before.Contains(thread)) == 2 * contexts;
        },
        $"the threads of exactly {contexts} contexts");

    private static IEnumerable<string> All() => Directory.GetDirectories("/proc/self/task").Where(IsOne);

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
