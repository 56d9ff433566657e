using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative.Fuzz;

/// <summary>A file that is looked at before the system loads it, as for each system.</summary>
internal static class LibraryTarget
{
    private static readonly Interop.LibraryTarget[] s_targets =
    [
        new(Interop.LibraryTarget.Linux, Architecture.X64, Musl: false),
        new(Interop.LibraryTarget.Linux, Architecture.Arm64, Musl: true),
        new(Interop.LibraryTarget.Windows, Architecture.X64, Musl: false),
        new(Interop.LibraryTarget.MacOS, Architecture.Arm64, Musl: false),
    ];

    internal static void Take(byte[] input)
    {
        string file = ScratchFile.Write("library", input);
        string?[] reasons = [.. s_targets.Select(target => LibraryFile.WhyNot(file, target))];
        Property.Holds(reasons.All(reason => reason is null or { Length: > 0 }), "a reason is empty");
        Property.Holds(reasons.Count(reason => reason is null) <= 1, "a library is one for two systems");
    }
}
