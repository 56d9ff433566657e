using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Finds and loads libzmq, or says in one sentence where it looked and what to do.</summary>
internal static unsafe class LibraryLoader
{
    internal const string PathVariable = "ZMQNATIVE_LIBRARY_PATH";
    internal const string PathSwitch = "ZmqNative.LibraryPath";

    internal static nint Load(Version minimum)
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } variable)
        {
            return LoadOwn(PathVariable, variable, minimum);
        }
        if (AppContext.GetData(PathSwitch) is string { Length: > 0 } data)
        {
            return LoadOwn(PathSwitch, data, minimum);
        }

        List<string> tried = [$"looked in {string.Join(", ", LibraryCandidates.Folders())} and where the system looks"];
        foreach (string candidate in LibraryCandidates.Bundled().Concat(LibraryCandidates.System()))
        {
            if (TryLoad(candidate, minimum, out nint library, out string reason))
            {
                return library;
            }
            tried.Add($"{candidate} {reason}");
        }
        throw new DllNotFoundException(
            $"libzmq {minimum} or newer was not found ({string.Join("; ", tried)}): install it (Debian and Ubuntu: apt-get install libzmq5; "
            + $"macOS: brew install zeromq) or set {PathVariable} to the full path of your own.");
    }

    private static nint LoadOwn(string givenBy, string path, Version minimum) => TryLoad(path, minimum, out nint library, out string reason)
        ? library
        : throw new DllNotFoundException($"The libzmq given by {givenBy}, '{path}', {reason}; nothing else was tried.");

    private static bool TryLoad(string candidate, Version minimum, out nint library, out string reason)
    {
        if (Path.IsPathRooted(candidate))
        {
            LoadNeighbours(candidate);
        }
        if (!NativeLibrary.TryLoad(candidate, out library))
        {
            reason = File.Exists(candidate) ? "cannot be loaded" : "is not there";
            return false;
        }
        if (!NativeLibrary.TryGetExport(library, nameof(LibZmq.zmq_version), out nint function))
        {
            reason = "is no libzmq";
        }
        else
        {
            int major, minor, patch;
            ((delegate* unmanaged[Cdecl]<int*, int*, int*, void>)function)(&major, &minor, &patch);
            reason = $"is version {major}.{minor}.{patch}, but {minimum} or newer is needed";
            if (new Version(major, minor, patch) >= minimum)
            {
                return true;
            }
        }
        NativeLibrary.Free(library);
        return false;
    }

    /// <summary>
    /// A libzmq fetched without installing it lies beside the libraries it needs. Loaded first by their full paths they are
    /// found without an environment variable; which needs which is not known, so it goes round until nothing more loads.
    /// </summary>
    private static void LoadNeighbours(string candidate)
    {
        string folder = Path.GetDirectoryName(candidate)!;
        if (!folder.EndsWith($"{Path.DirectorySeparatorChar}native", StringComparison.Ordinal) || !File.Exists(candidate))
        {
            return;
        }
        List<string> left = [.. Directory.EnumerateFiles(folder, "*.so*").Where(file => file != candidate)];
        while (left.RemoveAll(file => NativeLibrary.TryLoad(file, out _)) > 0)
        {
        }
    }
}
