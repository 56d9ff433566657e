using System.Runtime.InteropServices;

namespace ZmqNative.Cli;

/// <summary>Which rights the process gives to the files it makes.</summary>
internal static class FileRights
{
    private const uint GroupAndOthers = 0b000_111_111;

    /// <summary>
    /// Sets umask 077, as bitcoind does at start: unix sockets, cookies, recordings and their
    /// folders are for this user only, whatever the shell or the service unit has set. Windows has
    /// no such mask; there, files inherit their folder's rights.
    /// </summary>
    internal static void OwnerOnly()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Umask(GroupAndOthers);
        }
    }

    // umask(2) cannot fail. mode_t has 16 or 32 bits, and is passed in a register in both cases.
    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
