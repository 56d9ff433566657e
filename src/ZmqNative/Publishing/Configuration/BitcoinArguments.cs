using Microsoft.Extensions.Configuration;
using ZmqNative.Diagnostics;

namespace ZmqNative.Publishing;

/// <summary>
/// The notification options of bitcoind's command line and configuration file, merged as Core
/// merges them (ArgsManager).
/// </summary>
/// <remarks>
/// A .NET configuration (environment variables, appsettings.json) may be added between the two. Its
/// addresses come after the command line's and before the file's.
/// </remarks>
public sealed class BitcoinArguments
{
    private static readonly string[] s_chains = ["regtest", "signet", "testnet4", "testnet"];
    private static readonly string[] s_general = ["conf", "debug", "debugexclude", "chain", .. s_chains];

    private readonly SettingSources _settings = new();
    private readonly string[] _types;

    private BitcoinArguments(IEnumerable<string> types) => _types = [.. types];

    /// <summary>
    /// The name of the configuration file's section for the chosen chain: main, test, testnet4,
    /// signet or regtest.
    /// </summary>
    public string Section { get; private set; } = "main";

    /// <summary>Whether <c>-debug</c> enables the log category <c>zmq</c>.</summary>
    public bool DebugZmq { get; private set; }

    /// <summary>Reads a command line and the file that its <c>-conf</c> names.</summary>
    /// <param name="arguments">
    /// Options in bitcoind's form: <c>-name</c>, <c>-name=value</c>, <c>-noname</c>, also with two
    /// dashes.
    /// </param>
    /// <param name="factories">
    /// The notification types. Their options are <c>zmq</c> + type and <c>zmq</c> + type
    /// + <c>hwm</c>.
    /// </param>
    /// <param name="configuration">
    /// The same options by their names without the dash, one value or a list. Other keys and empty
    /// values are ignored. None by default. It is merged like another source of Core: lists add up,
    /// <c>nozmqpub…</c> drops the values of lower sources, and a single value comes from the
    /// highest source that has one.
    /// </param>
    /// <exception cref="NotificationStartException">
    /// An option that does not exist; chains that contradict each other.
    /// </exception>
    /// <exception cref="InvalidDataException">The configuration file is malformed.</exception>
    /// <exception cref="IOException">The configuration file cannot be read.</exception>
    public static BitcoinArguments Parse(
        IEnumerable<string> arguments, NotifierFactories factories, IConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(factories);
        BitcoinArguments result = new(factories.Types);
        HashSet<string> known =
            [.. s_general, .. result._types.SelectMany(type => new[] { $"zmq{type}", $"zmq{type}hwm" })];
        foreach (string argument in arguments)
        {
            string[] parts = argument.TrimStart('-').Split('=', 2);
            (string section, string name, SettingValue value) = SettingValue.Interpret(
                parts[0], parts.Length > 1 ? parts[1] : null);
            if (!argument.StartsWith('-')
                || argument.StartsWith("---", StringComparison.Ordinal)
                || section.Length > 0
                || !known.Contains(name))
            {
                throw new NotificationStartException(
                    $"Error parsing command line arguments: Invalid parameter {argument}");
            }
            result._settings.Add(SettingSources.Source.CommandLine, name, value);
        }
        foreach (string name in configuration is null ? [] : known)
        {
            result.Add(configuration!, $"no{name}");
            result.Add(configuration!, name);
        }
        result.ReadFile();
        result.DebugZmq = result.WantsDebug();
        return result;
    }

    /// <summary>
    /// Whether any source has an address option, negated or not. Without one, nothing is configured
    /// to be published.
    /// </summary>
    public bool HasAddressOptions => _types.Any(type => _settings.Contains($"zmq{type}"));

    /// <summary>
    /// The notification options; numbers are read and cut to 32 bits as Core does.
    /// </summary>
    public ZmqNotificationOptions ToNotificationOptions()
    {
        ZmqNotificationOptions options = new()
        {
            PubHashBlock = Addresses("pubhashblock"),
            PubHashTransaction = Addresses("pubhashtx"),
            PubRawBlock = Addresses("pubrawblock"),
            PubRawTransaction = Addresses("pubrawtx"),
            PubSequence = Addresses("pubsequence"),
            PubHashBlockHighWatermark = HighWatermark("pubhashblock"),
            PubHashTransactionHighWatermark = HighWatermark("pubhashtx"),
            PubRawBlockHighWatermark = HighWatermark("pubrawblock"),
            PubRawTransactionHighWatermark = HighWatermark("pubrawtx"),
            PubSequenceHighWatermark = HighWatermark("pubsequence"),
        };
        foreach (string type in _types)
        {
            options.Additional[type] = new NotifierOptions(Addresses(type), HighWatermark(type));
        }
        return options;
    }

    private List<string> Addresses(string type) => [.. _settings.List($"zmq{type}")];

    private int HighWatermark(string type) =>
        unchecked((int)(_settings.Scalar($"zmq{type}hwm")?.AsInteger ?? Notifier.DefaultHighWatermark));

    private void Add(IConfiguration configuration, string key)
    {
        IConfigurationSection section = configuration.GetSection(key);
        foreach (string? text in section.Value is null
            ? section.GetChildren().Select(child => child.Value) : [section.Value])
        {
            if (!string.IsNullOrEmpty(text))
            {
                // JSON has the words true and false where Core has 1 and 0.
                (_, string name, SettingValue value) = SettingValue.Interpret(
                    key, bool.TryParse(text, out bool flag) ? (flag ? "1" : "0") : text);
                _settings.Add(SettingSources.Source.Configuration, name, value);
            }
        }
    }

    private void ReadFile()
    {
        BitcoinConfFile? file = _settings.Scalar("conf") is { IsNegated: false } conf
            ? BitcoinConfFile.Read(conf.AsText) : null;
        (string Section, string Name, SettingValue Value)[] lines =
            [.. (file?.Lines ?? []).Select(line => SettingValue.Interpret(line.Key, line.Value))];
        foreach ((_, string name, SettingValue value) in lines.Where(line => line.Section.Length == 0))
        {
            _settings.Add(SettingSources.Source.DefaultSection, name, value);
        }
        Section = ChooseSection();
        foreach ((_, string name, SettingValue value) in lines.Where(line => line.Section == Section))
        {
            _settings.Add(SettingSources.Source.NetworkSection, name, value);
        }
    }

    // Core: ArgsManager::GetChainArg.
    private string ChooseSection()
    {
        bool Chosen(string name) => _settings.Scalar(name, choosesChain: true)?.AsBoolean ?? false;
        string? chain = _settings.Scalar("chain", choosesChain: true)?.AsText;
        List<string> chosen = [.. s_chains.Where(Chosen).Select(name => name == "testnet" ? "test" : name)];
        if (chain is not null)
        {
            chosen.Add(chain);
        }
        return chosen.Count > 1
            ? throw new NotificationStartException(
                "Invalid combination of -regtest, -signet, -testnet, -testnet4 and -chain. Can use at most one.")
            : chosen.FirstOrDefault("main");
    }

    private bool WantsDebug()
    {
        bool wanted = false;
        foreach (string category in _settings.List("debug"))
        {
            wanted =
                category switch { "0" or "none" => false, "" or "1" or "all" or Log.Category => true, _ => wanted };
        }
        return wanted && !_settings.List("debugexclude").Contains(Log.Category);
    }
}
