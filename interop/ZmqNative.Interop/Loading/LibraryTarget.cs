using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// The platform for which a native library must be built: an operating system, a processor and, on
/// Linux, one of two C libraries.
/// </summary>
internal readonly record struct LibraryTarget(string System, Architecture Architecture, bool Musl)
{
    internal const string Linux = "Linux";
    internal const string Windows = "Windows";
    internal const string MacOS = "macOS";

    /// <summary>This process. All but Windows and macOS use the same files as Linux.</summary>
    internal static LibraryTarget Current { get; } = new(
        OperatingSystem.IsWindows() ? Windows : OperatingSystem.IsMacOS() ? MacOS : Linux,
        RuntimeInformation.ProcessArchitecture,
        IsMusl(RuntimeInformation.RuntimeIdentifier));

    /// <summary>The portable identifier; a source-built runtime reports debian.12-x64.</summary>
    internal string RuntimeIdentifier =>
        (System switch { Windows => "win", MacOS => "osx", _ => Musl ? "linux-musl" : "linux" })
        + "-" + Name(Architecture);

    /// <summary>
    /// Alpine's own build of the runtime names the distribution instead of the C library.
    /// </summary>
    internal static bool IsMusl(string runtimeIdentifier) =>
        runtimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || runtimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);

    /// <summary>The reason against a file for another system.</summary>
    internal string? WhyNot(string system) => system == System ? null : $"is a library for {system}";

    /// <summary>
    /// The reason against a file for another processor; one that this runtime does not
    /// know is named by its number.
    /// </summary>
    internal string? WhyNot(Architecture? processor, uint number) =>
        processor is null ? $"is built for processor number {number}, not for {Name(Architecture)}"
        : Family(processor.Value) == Family(Architecture) ? null
        : $"is built for {Name(processor.Value)}, not for {Name(Architecture)}";

    private static string Name(Architecture architecture) => architecture.ToString().ToLowerInvariant();

    // Files distinguish only one 32-bit arm.
    private static Architecture Family(Architecture architecture) =>
        architecture == Architecture.Armv6 ? Architecture.Arm : architecture;
}
