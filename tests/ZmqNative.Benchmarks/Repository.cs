namespace ZmqNative.Benchmarks;

/// <summary>The checkout this program was built in.</summary>
internal static class Repository
{
    private static readonly string s_folder = Find(AppContext.BaseDirectory);

    /// <summary>A file or folder of it.</summary>
    internal static string Place(params string[] parts) => Path.Combine([s_folder, .. parts]);

    private static string Find(string? folder)
    {
        while (!File.Exists(Path.Combine(folder ?? throw new DirectoryNotFoundException("No folder above this program holds ZmqNative.sln."), "ZmqNative.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder;
    }
}
