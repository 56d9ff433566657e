using System.Runtime.InteropServices;

namespace ZmqNative.Cli;

/// <summary>Which rights the process gives to the files it makes.</summary>
internal static class FileRights
{
    private const uint GroupAndOthers = 0b000_111_111;

    /// <summary>
    /// As bitcoind at its start (umask 077): unix sockets, cookies, recordings and their folders are for this user alone, whatever
    /// the shell or the service unit said. Windows has no such mask; files inherit their folder's rights there.
    /// </summary>
    internal static void OwnerOnly()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Umask(GroupAndOthers);
        }
    }

    // umask(2); cannot fail. mode_t has 16 or 32 bits, and either way the value goes in a register.
    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
