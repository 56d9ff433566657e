using System.Runtime.InteropServices;

namespace ZmqNative.Cli;

/// <summary>
/// The limit of open files (RLIMIT_NOFILE). Near it the runtime, libzmq and the RPC's server fail
/// in the middle of something, each in its own way; so it is compared with the need beforehand.
/// </summary>
internal static class DescriptorLimit
{
    /// <summary>
    /// What any command needs; of these, subscribing and publishing were seen to open about 90.
    /// </summary>
    internal const int ForAny = 128;

    /// <summary>
    /// What a publisher with an RPC needs; it was seen to open about 200, and more clients than it serves are
    /// accepted before they are refused: 140 of them ended the process where 256 files were allowed.
    /// </summary>
    internal const int ForRpc = 1024;

    private const int LimitOnLinux = 7;
    private const int LimitElsewhere = 8;

    /// <summary>Whether the limit allows for this number. Windows has no such limit.</summary>
    internal static bool Suffices(int needed) => OperatingSystem.IsWindows() || Read() >= (ulong)needed;

    /// <summary>A number of connections that leaves three times as many files for everything else.</summary>
    internal static int AtMostQuarter(int connections) =>
        OperatingSystem.IsWindows() ? connections : (int)Math.Min((ulong)connections, Read() / 4);

    /// <summary>One sentence with need and limit.</summary>
    internal static string Describe(int needed) =>
        $"The limit of open files is {Read()}, and at least {needed} are needed: "
        + "raise it (ulimit -n, LimitNOFILE= of a unit).";

    /// <summary>Writes the sentence to stderr.</summary>
    /// <returns>The exit code.</returns>
    internal static int Report(int needed)
    {
        Console.Error.WriteLine($"Error: {Describe(needed)}");
        return ExitCode.Failure;
    }

    /// <summary>The limit.</summary>
    internal static ulong Read()
    {
        // getrlimit cannot fail here. The runtime has raised the soft limit to the hard one.
        ulong[] softAndHard = [ulong.MaxValue, ulong.MaxValue];
        _ = GetLimit(OperatingSystem.IsLinux() ? LimitOnLinux : LimitElsewhere, softAndHard);
        return softAndHard[0];
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, [In, Out] ulong[] softAndHard);
}
