using Microsoft.Win32.SafeHandles;

namespace ZmqNative.Interop;

/// <summary>
/// Checks a file before the operating system loads it. That gives better reasons, and it is
/// safer: a truncated library is mapped nevertheless, and the process dies at the first access
/// beyond the end of the file.
/// </summary>
internal static class LibraryFile
{
    internal const string NoLibrary = "is no shared library";
    internal const string Cut = "is cut short";

    /// <summary>
    /// The reason why an existing file must not be loaded into this process; null if there is none.
    /// </summary>
    internal static string? WhyNot(string path) => WhyNot(path, LibraryTarget.Current);

    /// <inheritdoc cref="WhyNot(string)"/>
    internal static string? WhyNot(string path, LibraryTarget target)
    {
        try
        {
            // Pipes and devices have no length, and opening one might block without end.
            if (new FileInfo(path).Length == 0)
            {
                return NoLibrary;
            }
            using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            return WhyNot(new LibraryBytes(file), target);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return "cannot be read";
        }
    }

    private static string? WhyNot(LibraryBytes file, LibraryTarget target) => file.Read(0, 4) switch
    {
        [0x7F, (byte)'E', (byte)'L', (byte)'F'] =>
            target.WhyNot(LibraryTarget.Linux) ?? LibraryElf.WhyNot(file, target),
        [(byte)'M', (byte)'Z', ..] => LibraryPe.WhyNot(file, target),
        [0xCF, 0xFA, 0xED, 0xFE] => target.WhyNot(LibraryTarget.MacOS) ?? LibraryMachO.WhyNot(file, target),
        // Several libraries in one file, with 32- or 64-bit offsets. The system selects the right
        // one, and reports an error if there is none.
        [0xCA, 0xFE, 0xBA, 0xBE or 0xBF] => target.WhyNot(LibraryTarget.MacOS),
        _ => NoLibrary,
    };
}
