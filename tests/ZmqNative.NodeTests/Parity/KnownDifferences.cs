using System.Diagnostics;

namespace ZmqNative.NodeTests.Parity;

/// <summary>Everything in which a node may differ from us, each with its reason. Whatever else differs is our mistake.</summary>
internal static class KnownDifferences
{
    private const string WalletTopics = "Knots has two topics for wallets, which Core has not, and takes their options.";
    private const string IpcScheme = "Knots lets ipc:// pass its check of ports. Core lets only unix: pass without a port.";

    // The whole name: "Bitcoin Knots daemon version v29.4.0".
    private static readonly Lazy<bool> s_knots = new(() => FirstLine().Contains("Knots", StringComparison.Ordinal));

    /// <summary>Start-ups (see <see cref="StartUpCases"/>) that end otherwise in Knots, and why.</summary>
    private static readonly Dictionary<string, string> s_startUps = new()
    {
        ["knots-wallet-hash"] = WalletTopics,
        ["knots-wallet-raw"] = WalletTopics,
        ["knots-wallet-no-port"] = WalletTopics,
        ["ipc-absolute"] = IpcScheme,
        ["ipc-relative"] = IpcScheme,
        ["ipc-empty"] = IpcScheme,
    };

    /// <summary>Where names of hosts are bound to by one libzmq of the two, and not by the other.</summary>
    private static readonly string[] s_hostNames = ["tcp-localhost"];

    /// <summary>
    /// Starts a program with the rights that bitcoind gives to the files it makes, of which the socket of unix: is one: nobody but its
    /// owner has any. What a process gives is for its owner to say, so neither the library nor the tool changes it.
    /// </summary>
    internal static string[] Umask => ["sh", "-c", "umask 077; exec \"$@\"", "sh"];

    /// <summary>Whether a start-up is known to end otherwise, and why.</summary>
    internal static string? OfStartUp(string name, StartUp node, StartUp ours) =>
        s_knots.Value && s_startUps.TryGetValue(name, out string? reason) ? reason
        : s_hostNames.Contains(name) && node.Library != ours.Library ? "libzmq 4.3.5 looks a name up that is none of an interface, 4.3.4 does not."
        : null;

    private static string FirstLine()
    {
        using Process process = Process.Start(new ProcessStartInfo(Bitcoind.Path, "--version") { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Split('\n')[0];
    }
}
