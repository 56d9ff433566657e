using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Where a libzmq may lie, best first.</summary>
internal static class LibraryCandidates
{
    /// <summary>The folders of the program and its packages: runtimes/RID/native below it, its own, those the host found packages in.</summary>
    internal static IEnumerable<string> Folders()
    {
        string program = AppContext.BaseDirectory;
        string packages = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? string.Empty;
        return [Path.Combine(program, "runtimes", RuntimeIdentifier, "native"), program, .. packages.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Existing files in <see cref="Folders"/>.</summary>
    internal static IEnumerable<string> Bundled() =>
        Folders().SelectMany(folder => FileNames.Select(name => Path.Combine(folder, name))).Where(File.Exists).Distinct();

    /// <summary>Names for the system's own search, and the folders Homebrew uses, which that search leaves out.</summary>
    internal static IEnumerable<string> System()
    {
        if (!OperatingSystem.IsMacOS())
        {
            return FileNames;
        }
        string[] folders = ["/opt/homebrew/lib", "/usr/local/lib"];
        return [.. FileNames, .. folders.SelectMany(folder => FileNames.Select(name => Path.Combine(folder, name)))];
    }

    private static string[] FileNames =>
        OperatingSystem.IsWindows() ? ["libzmq.dll", "zmq.dll"]
        : OperatingSystem.IsMacOS() ? ["libzmq.dylib", "libzmq.5.dylib"]
        : ["libzmq.so.5", "libzmq.so"];

    /// <summary>The portable identifier; a source-built runtime would call itself debian.12-x64.</summary>
    private static string RuntimeIdentifier
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx"
                : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }
}
