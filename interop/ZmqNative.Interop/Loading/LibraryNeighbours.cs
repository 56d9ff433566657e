using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// A libzmq fetched without installing it lies beside the libraries it needs. Loaded first by their full paths they are
/// found without an environment variable; which needs which is not known, so it goes round until nothing more loads.
/// </summary>
internal sealed class LibraryNeighbours : IDisposable
{
    private readonly List<nint> _loaded = [];

    /// <summary>Loads what lies beside a path, if its folder is one of a runtime's native libraries.</summary>
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

    /// <summary>Gives them back, unless they are kept: a libzmq that is not used shall leave nothing behind.</summary>
    public void Dispose() => _loaded.ForEach(NativeLibrary.Free);

    // Another libzmq is a candidate of its own. Loaded here it could be taken for one of the system's by its name.
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
