using System.Globalization;

namespace ZmqNative.Cli;

/// <summary>
/// Checks addresses of publishers on the command line. libzmq accepts some that can never connect,
/// and has one word for all others.
/// </summary>
internal static class PublisherAddress
{
    /// <exception cref="ArgumentException">It can never connect.</exception>
    internal static void Check(string address)
    {
        string[] parts = address.Split(':', 2);
        if (parts is not ["tcp" or "ipc", ['/', '/', _, ..]] and not ["unix", [_, ..]])
        {
            throw new ArgumentException(
                $"'{address}' is no address: it takes tcp://HOST:PORT, unix:/path or ipc:///path.");
        }
        if (parts[0] == "tcp"
            && (!ushort.TryParse(
                    address[(address.LastIndexOf(':') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture,
                    out ushort port)
                || port == 0))
        {
            throw new ArgumentException($"'{address}' has no port from 1 to {ushort.MaxValue}.");
        }
    }
}
