using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Interop;

/// <summary>The places where a libzmq may lie, best first.</summary>
internal static class LibraryCandidates
{
    /// <summary>
    /// The folders of the program and its packages: runtimes/RID/native below it, its own, and
    /// those in which the host found packages. Then those of this assembly, which is elsewhere if
    /// the program is the host of a plugin or a script.
    /// </summary>
    internal static IEnumerable<string> Folders() => Folders(
        AppContext.BaseDirectory, AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? string.Empty,
        AssemblyFolder(), LibraryTarget.Current);

    /// <inheritdoc cref="Folders()"/>
    /// <remarks>
    /// For musl the host also lists folders made for glibc if a package has no others;
    /// <see cref="LibraryFile"/> checks the files in them.
    /// </remarks>
    internal static IEnumerable<string> Folders(string program, string packages, string? assembly, LibraryTarget target)
    {
        string[] folders =
        [
            .. WithPackage(program, target),
            .. packages.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            .. assembly is null ? [] : WithPackage(assembly, target),
        ];
        return folders.Select(Path.TrimEndingDirectorySeparator).Distinct();
    }

    /// <summary>Existing files in <see cref="Folders()"/>.</summary>
    internal static IEnumerable<string> Bundled() =>
        Bundled(Folders(), AppContext.BaseDirectory, LibraryTarget.Current);

    /// <inheritdoc cref="Bundled()"/>
    internal static IEnumerable<string> Bundled(IEnumerable<string> folders, string program, LibraryTarget target) =>
        from folder in folders
        let others = target.System == LibraryTarget.Windows && folder == Path.TrimEndingDirectorySeparator(program)
            ? NamesOfVcpkg(folder) : []
        from file in BundledNames(target).Select(name => Path.Combine(folder, name)).Where(File.Exists).Concat(others)
        select file;

    /// <summary>The name of the libzmq in a folder, or that it would have.</summary>
    internal static string NameIn(string folder) =>
        Path.GetFileName(Bundled([folder], folder, LibraryTarget.Current).FirstOrDefault())
            ?? BundledNames(LibraryTarget.Current)[0];

    /// <summary>
    /// Names for the system's own search, and the folders of Homebrew, which that search omits.
    /// </summary>
    internal static IEnumerable<string> System() => System(LibraryTarget.Current);

    /// <inheritdoc cref="System()"/>
    internal static IEnumerable<string> System(LibraryTarget target)
    {
        if (target.System != LibraryTarget.MacOS)
        {
            return SystemNames(target);
        }
        string[] folders = ["/opt/homebrew/lib", "/usr/local/lib"];
        string[] names = SystemNames(target);
        return [.. names, .. folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name)))];
    }

    private static string[] WithPackage(string folder, LibraryTarget target) =>
        [Path.Combine(folder, "runtimes", target.RuntimeIdentifier, "native"), folder];

    [UnconditionalSuppressMessage(
        "SingleFile", "IL3000", Justification = "Inside a single file there is no folder but the program's.")]
    private static string? AssemblyFolder() =>
        Path.GetDirectoryName(typeof(LibraryCandidates).Assembly.Location) is { Length: > 0 } folder ? folder : null;

    /// <summary>Packages of this project contain the short name, and it comes first.</summary>
    private static string[] BundledNames(LibraryTarget target) => target.System switch
    {
        LibraryTarget.Windows => ["libzmq.dll", "zmq.dll"],
        LibraryTarget.MacOS => ["libzmq.dylib", "libzmq.5.dylib"],
        _ => ["libzmq.so", "libzmq.so.5"],
    };

    /// <summary>
    /// On Linux the short name belongs to a compiler's headers, and may be
    /// missing or lead elsewhere.
    /// </summary>
    private static string[] SystemNames(LibraryTarget target) =>
        target.System == LibraryTarget.Linux ? ["libzmq.so.5", "libzmq.so"] : BundledNames(target);

    /// <summary>
    /// vcpkg and Visual Studio write compiler and version into the name: libzmq-mt-4_3_5.dll,
    /// libzmq-v143-mt-4_3_5.dll. Debug builds (-gd-) come last.
    /// </summary>
    private static IEnumerable<string> NamesOfVcpkg(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "libzmq-mt-*.dll")
            .Concat(Directory.EnumerateFiles(folder, "libzmq-v*-mt-*.dll"))
            .OrderBy(file => file.Contains("-mt-gd-", StringComparison.Ordinal))
            .ThenByDescending(file => file, StringComparer.Ordinal)
        : [];
}
