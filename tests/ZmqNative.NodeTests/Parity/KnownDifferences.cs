using System.Diagnostics;

namespace ZmqNative.NodeTests.Parity;

/// <summary>Everything in which Bitcoin Knots differs from Bitcoin Core, and therefore from us, or we say more than both, each with its reason. Whatever else differs is our mistake.</summary>
internal static class KnownDifferences
{
    private const string WalletTopics = "Knots has two topics for wallets, which Core has not, and takes their options.";
    private const string IpcScheme = "Knots lets ipc:// pass its check of ports. Core lets only unix: pass without a port, and we say what to write instead.";

    // The whole name: "Bitcoin Knots daemon version v29.4.0".
    private static readonly Lazy<bool> s_knots = new(() => FirstLine().Contains("Knots", StringComparison.Ordinal));

    /// <summary>Start-ups (see <see cref="StartUpCases"/>) that end otherwise in Knots, and why.</summary>
    private static readonly Dictionary<string, string> s_startUps = new()
    {
        ["knots-wallet-hash"] = WalletTopics,
        ["knots-wallet-raw"] = WalletTopics,
        ["knots-wallet-no-port"] = WalletTopics,
    };

    private static readonly string[] s_ipc = ["ipc-absolute", "ipc-relative", "ipc-empty"];

    /// <summary>Why a start-up ends otherwise; null where it has to end alike.</summary>
    internal static string? OfStartUp(string name) => s_ipc.Contains(name) ? IpcScheme : s_knots.Value ? s_startUps.GetValueOrDefault(name) : null;

    private static string FirstLine()
    {
        using Process process = Process.Start(new ProcessStartInfo(Bitcoind.Path, "--version") { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Split('\n')[0];
    }
}
