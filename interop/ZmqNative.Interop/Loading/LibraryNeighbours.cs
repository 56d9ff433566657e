using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// A libzmq that was downloaded without an installation lies beside the libraries it needs. If
/// these are loaded first, by their full paths, they are found without an environment variable.
/// Their dependencies on each other are unknown, so loading is repeated until no more succeed.
/// </summary>
internal sealed class LibraryNeighbours : IDisposable
{
    private readonly List<nint> _loaded = [];

    /// <summary>
    /// Loads the neighbours of a path, if its folder is one of a runtime's native libraries.
    /// </summary>
    internal LibraryNeighbours(string? path)
    {
        string? folder = Path.GetDirectoryName(path);
        if (folder is null || !folder.EndsWith($"{Path.DirectorySeparatorChar}native", StringComparison.Ordinal))
        {
            return;
        }
        List<string> left = [.. Directory.EnumerateFiles(folder, "*.so*").Where(IsDependency)];
        while (left.RemoveAll(TryLoad) > 0)
        {
        }
    }

    /// <summary>Leaves them loaded.</summary>
    internal void Keep() => _loaded.Clear();

    /// <summary>Unloads them unless they are kept: an unused libzmq leaves nothing.</summary>
    public void Dispose() => _loaded.ForEach(NativeLibrary.Free);

    // Another libzmq is a candidate itself. If it were loaded here, its name could make it pass
    // for one of the system's.
    private static bool IsDependency(string file) =>
        !Path.GetFileName(file).StartsWith("libzmq.", StringComparison.Ordinal) && LibraryFile.WhyNot(file) is null;

    private bool TryLoad(string file)
    {
        bool loads = NativeLibrary.TryLoad(file, out nint library);
        if (loads)
        {
            _loaded.Add(library);
        }
        return loads;
    }
}
