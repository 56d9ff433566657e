using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZmqNative.IntegrationTests;

/// <summary>
/// SIGINT is ignored in what a script starts in the background (<c>./build.sh test &amp;</c>), and in all that this starts in turn:
/// the disposition is inherited, and the runtime leaves an ignored SIGINT ignored.
/// </summary>
internal static class Interrupt
{
    private const int Signal = 2, Default = 0, Ignored = 1;

    private static readonly Lock s_lock = new();

    /// <summary>Starts a program that SIGINT reaches, however this process was started.</summary>
    internal static Process StartDefault(ProcessStartInfo start)
    {
        lock (s_lock)
        {
            bool isIgnored = IsIgnored();
            if (isIgnored)
            {
                Set(Signal, Default);
            }
            try
            {
                return Process.Start(start)!;
            }
            finally
            {
                if (isIgnored)
                {
                    Set(Signal, Ignored);
                }
            }
        }
    }

    // struct sigaction begins with the handler on every system that .NET runs on, and is shorter than this.
    private static bool IsIgnored()
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }
        nint[] action = new nint[64];
        return Get(Signal, 0, action) == 0 && action[0] == Ignored;
    }

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Set(int signal, nint handler);

    [DllImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Get(int signal, nint action, [Out] nint[] before);
}
