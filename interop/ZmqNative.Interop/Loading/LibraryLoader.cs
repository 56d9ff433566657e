using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Finds and loads libzmq, or reports where it searched and what to do.</summary>
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

        string folders = string.Join(", ", LibraryCandidates.Folders());
        List<string> tried = [$"looked in {folders}, by the load context and where the system looks"];
        string[] bundled = [.. LibraryCandidates.Bundled()];
        nint library = TryLoad(bundled, minimum, tried);
        // The runtime would itself load an unfit file of the same folders
        // before it calls the context.
        library = library == 0 && Array.TrueForAll(bundled, file => LibraryFile.WhyNot(file) is null)
            ? TryLoadByContext(minimum, tried) : library;
        library = library == 0 ? TryLoad(LibraryCandidates.System(), minimum, tried) : library;
        return library != 0 ? library : throw new DllNotFoundException(
            $"libzmq {minimum} or newer was not found ({string.Join("; ", tried)}): "
            + "install it (Debian and Ubuntu: apt-get install libzmq5; "
            + $"macOS: brew install zeromq) or set {PathVariable} to the full path of your own.");
    }

    private static nint TryLoad(IEnumerable<string> candidates, Version minimum, List<string> tried)
    {
        foreach (string candidate in candidates)
        {
            if (TryLoad(candidate, minimum, out nint library) is not { } reason)
            {
                return library;
            }
            tried.Add($"{candidate} {reason}");
        }
        return 0;
    }

    /// <summary>
    /// Queries the load context of this assembly, which the host of a plugin or a script may have
    /// configured with the location of the package. AssemblyDirectory alone keeps the runtime from
    /// the system's search. A file that the context names cannot be checked before it is loaded.
    /// </summary>
    private static nint TryLoadByContext(Version minimum, List<string> tried)
    {
        try
        {
            if (!NativeLibrary.TryLoad(
                LibZmq.Library, typeof(LibZmq).Assembly, DllImportSearchPath.AssemblyDirectory, out nint library))
            {
                return 0;
            }
            if (WhyNotVersion(library, minimum) is not { } refused)
            {
                return library;
            }
            NativeLibrary.Free(library);
            tried.Add($"{LibZmq.Library} of the load context {refused}");
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            string reason = LibraryLoadError.OfName(LibZmq.Library, exception.Message);
            tried.Add($"{LibZmq.Library} of the load context {reason}");
        }
        return 0;
    }

    private static nint LoadOwn(string givenBy, string path, Version minimum)
    {
        if (TryLoad(path, minimum, out nint library) is not { } reason)
        {
            return library;
        }
        // A name without a folder was looked for by the system, and may be a folder nevertheless.
        reason = !Directory.Exists(path) ? reason
            : $"is a folder: name the file in it, such as '{Path.Combine(path, LibraryCandidates.NameIn(path))}'";
        throw new DllNotFoundException($"The libzmq given by {givenBy}, '{path}', {reason}; nothing else was tried.");
    }

    /// <summary>Null, and the library, or the reason why it is not used and not loaded.</summary>
    private static string? TryLoad(string candidate, Version minimum, out nint library)
    {
        library = 0;
        bool isName = Path.GetFileName(candidate) == candidate;
        // A bare name is for the system's search; a file that happens to lie in the
        // current folder is unrelated.
        if (!isName && WhyNotFile(candidate) is { } unfit)
        {
            return unfit;
        }
        using LibraryNeighbours neighbours = new(isName ? null : candidate);
        try
        {
            library = NativeLibrary.Load(candidate);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            return isName
                ? LibraryLoadError.OfName(candidate, exception.Message)
                : LibraryLoadError.OfFile(candidate, exception.Message);
        }
        if (WhyNotVersion(library, minimum) is { } refused)
        {
            // Otherwise the next candidate of the same name would be this one again.
            NativeLibrary.Free(library);
            return refused;
        }
        neighbours.Keep();
        return null;
    }

    private static string? WhyNotFile(string path) =>
        File.Exists(path) ? LibraryFile.WhyNot(path)
        : "is not there";

    private static string? WhyNotVersion(nint library, Version minimum)
    {
        if (!NativeLibrary.TryGetExport(library, nameof(LibZmq.zmq_version), out nint function))
        {
            return "is no libzmq";
        }
        int major, minor, patch;
        ((delegate* unmanaged[Cdecl]<int*, int*, int*, void>)function)(&major, &minor, &patch);
        return new Version(major, minor, patch) >= minimum
            ? null : $"is version {major}.{minor}.{patch}, but {minimum} or newer is needed";
    }
}
