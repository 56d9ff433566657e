namespace ZmqNative.Fuzz;

/// <summary>A file for a parser that reads files, in memory where the system has a folder for that.</summary>
internal static class ScratchFile
{
    private const string Shared = "/dev/shm";

    private static readonly string s_folder = Create();

    /// <summary>Writes a file, which is there until the next one of this name.</summary>
    /// <returns>Its path.</returns>
    internal static string Write(string name, byte[] content)
    {
        string path = Path.Combine(s_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static string Create()
    {
        string folder = Path.Combine(
            Directory.Exists(Shared) ? Shared : Path.GetTempPath(), $"zmqnative-fuzz-{Environment.ProcessId}");
        _ = Directory.CreateDirectory(folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
