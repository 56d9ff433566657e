using System.Runtime.InteropServices;

namespace ZmqNative.Cli;

/// <summary>Keeps secrets out of core dumps, and out of reach of other processes of the same user.</summary>
internal static class CoreDumps
{
    private const int SetDumpable = 4;

    /// <summary>
    /// Makes the process undumpable (PR_SET_DUMPABLE), before a secret is read. Linux only: elsewhere
    /// the user's limits decide.
    /// </summary>
    internal static void Forbid()
    {
        if (OperatingSystem.IsLinux())
        {
            // It cannot fail with this value.
            _ = Control(SetDumpable, 0, 0, 0, 0);
        }
    }

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nuint value, nuint third, nuint fourth, nuint fifth);
}
