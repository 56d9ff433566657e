using System.Globalization;
using ZmqNative.Publishing;

namespace ZmqNative.Cli;

/// <summary>
/// What a node's data directory and its bitcoin.conf say about its RPC, as bitcoin-cli reads them.
/// </summary>
internal sealed class NodeFolder
{
    private const string CookieFile = ".cookie";

    private static readonly (string Section, string Folder, int Port)[] s_chains =
    [
        ("main", string.Empty, 8332), ("test", "testnet3", 18332), ("testnet4", "testnet4", 48332),
        ("signet", "signet", 38332), ("regtest", "regtest", 18443),
    ];

    /// <param name="folder">The data directory.</param>
    /// <param name="bitcoinOptions">
    /// Options of bitcoind: -conf names another file than bitcoin.conf, and the chain may be chosen.
    /// </param>
    internal NodeFolder(string folder, string[] bitcoinOptions)
    {
        string file = Path.Combine(folder, "bitcoin.conf");
        bool named = bitcoinOptions.Any(option => option.TrimStart('-').StartsWith("conf=", StringComparison.Ordinal));
        BitcoinArguments options = BitcoinArguments.Parse(
            named || !File.Exists(file) ? bitcoinOptions : [.. bitcoinOptions, $"-conf={file}"],
            new NotifierFactories());
        // Without a choice of a chain it is the one whose node runs.
        (_, string chainFolder, int port) = s_chains.First(chain => chain.Section == options.Section);
        if (options.Section == "main" && !File.Exists(Path.Combine(folder, CookieFile)))
        {
            (_, chainFolder, port) = s_chains.FirstOrDefault(
                chain => File.Exists(Path.Combine(folder, chain.Folder, CookieFile)), s_chains[0]);
        }
        if (options.Find("rpcport") is { } given)
        {
            bool isPort = ushort.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number);
            port = isPort && number > 0
                ? number : throw new ArgumentException($"rpcport is a port from 1 to 65535, not '{given}'.");
        }
        Address = new Uri($"http://127.0.0.1:{port}");
        Login = (options.Find("rpcuser"), options.Find("rpcpassword")) is (var user, { Length: > 0 } password)
            ? NodeLogin.Password(user ?? string.Empty, password)
            : NodeLogin.Cookie(Path.Combine(folder, chainFolder, options.Find("rpccookiefile") ?? CookieFile));
    }

    /// <summary>The address of the RPC on this machine.</summary>
    internal Uri Address { get; }

    /// <summary>By the password in the configuration, else by the cookie.</summary>
    internal NodeLogin Login { get; }

    /// <summary>
    /// The directory that bitcoind uses unless another is named, if the address is that of its node;
    /// null for any other.
    /// </summary>
    internal static NodeFolder? Default(Uri address, string[] bitcoinOptions)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string folder = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Bitcoin")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Application Support", "Bitcoin")
            : Path.Combine(home, ".bitcoin");
        if (!address.IsLoopback || !Directory.Exists(folder))
        {
            return null;
        }
        NodeFolder found = new(folder, bitcoinOptions);
        return found.Address.Port == address.Port ? found : null;
    }
}
