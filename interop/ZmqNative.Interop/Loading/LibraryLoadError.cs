namespace ZmqNative.Interop;

/// <summary>
/// Turns the runtime's message about a library that cannot be loaded into one clause with the
/// operating system's own reason.
/// </summary>
internal static class LibraryLoadError
{
    private const string WindowsIntroduction = "or one of its dependencies: ";
    private const string WindowsNotFound = "0x8007007E";
    private const string MacOSIntroduction = "dlopen(";
    private const string MuslNotFound = "Error loading shared library ";

    /// <summary>The reason why a file cannot be loaded, without the name of the file.</summary>
    internal static string OfFile(string path, string message)
    {
        string reason = SystemsReason(message)
            .Replace($" (required by {path})", string.Empty, StringComparison.Ordinal)
            .Replace($" (needed by {path})", string.Empty, StringComparison.Ordinal);
        reason = reason.StartsWith($"{path}: ", StringComparison.Ordinal)
            ? reason[(path.Length + 2)..] : reason.Replace(path, "it", StringComparison.Ordinal);
        return CannotBeLoaded(reason);
    }

    /// <summary>
    /// The reason why a name led to no library: nothing of that name was
    /// found, or it cannot be loaded.
    /// </summary>
    internal static string OfName(string name, string message)
    {
        string reason = SystemsReason(message);
        return IsNotFound(name, reason) ? "is not there" : CannotBeLoaded(reason);
    }

    private static string CannotBeLoaded(string reason) =>
        reason.Length == 0 ? "cannot be loaded" : $"cannot be loaded ({reason})";

    /// <summary>
    /// On Unix the runtime's advice is the first line and dlerror follows; on
    /// Windows it is all one line.
    /// </summary>
    private static string SystemsReason(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string line = lines.Length > 1 ? lines[1] : string.Concat(lines);
        int introduction = line.IndexOf(WindowsIntroduction, StringComparison.Ordinal);
        line = introduction < 0 ? line : line[(introduction + WindowsIntroduction.Length)..];
        int call = line.StartsWith(MacOSIntroduction, StringComparison.Ordinal)
            ? line.IndexOf("): ", StringComparison.Ordinal) : -1;
        return (call < 0 ? line : line[(call + 3)..]).TrimEnd('.');
    }

    // glibc reports the bare name only if it found no file, else the file's path or the
    // dependency, in every language.
    private static bool IsNotFound(string name, string reason) =>
        reason.StartsWith($"{name}: ", StringComparison.Ordinal)
        || (reason.StartsWith($"{MuslNotFound}{name}: ", StringComparison.Ordinal)
            && !reason.Contains("(needed by ", StringComparison.Ordinal))
        || (reason.StartsWith("tried: ", StringComparison.Ordinal)
            && reason.Split("' (").Skip(1).All(found => found.StartsWith("no such file", StringComparison.Ordinal)))
        || reason.Contains(WindowsNotFound, StringComparison.Ordinal);
}
