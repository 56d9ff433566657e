using Microsoft.Extensions.Configuration;
using ZmqNative.Security;

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
    private const string Include = "includeconf";

    private static readonly string[] s_chains = ["regtest", "signet", "testnet4", "testnet"];
    private static readonly string[] s_sections = ["main", "test", "testnet4", "signet", "regtest"];
    private static readonly string[] s_curve =
        ["zmqcurvecertificate", "zmqcurveallowedkeys", "zmqcurveallowedaddress"];
    private static readonly string[] s_plain = ["zmqplainpasswords", "zmqplainallowedaddress"];
    private static readonly string[] s_general =
        [
            "conf", "debug", "debugexclude", "chain", .. s_chains, .. s_curve, .. s_plain, .. HistoryArguments.Names,
        ];

    private readonly SettingSources _settings = new();
    private readonly List<string> _warnings = [];
    private readonly string[] _types;
    private readonly HashSet<string> _known;
    private bool _hasOptionsWithoutEffect;

    private BitcoinArguments(IEnumerable<string> types)
    {
        _types = [.. types];
        _known = [.. s_general, .. _types.SelectMany(type => new[] { $"zmq{type}", $"zmq{type}hwm" })];
    }

    /// <summary>
    /// The name of the configuration file's section for the chosen chain: main, test, testnet4,
    /// signet or regtest.
    /// </summary>
    public string Section { get; private set; } = "main";

    /// <summary>
    /// One sentence for each option that has another effect than it seems to have, with option,
    /// value and effect; bitcoind accepts them too.
    /// </summary>
    public IReadOnlyList<string> Warnings => _warnings;

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
    /// An option, a chain or a log category that does not exist; chains that contradict each other.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The configuration file is malformed, or includes a file that cannot be read.
    /// </exception>
    /// <exception cref="IOException">The configuration file cannot be read.</exception>
    public static BitcoinArguments Parse(
        IEnumerable<string> arguments, NotifierFactories factories, IConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(factories);
        BitcoinArguments result = new(factories.Types);
        foreach (string argument in arguments)
        {
            string[] parts = argument.TrimStart('-').Split('=', 2);
            (string section, string name, SettingValue value) = SettingValue.Interpret(
                parts[0], parts.Length > 1 ? parts[1] : null);
            if (!argument.StartsWith('-')
                || argument.StartsWith("---", StringComparison.Ordinal)
                || section.Length > 0
                || !(result._known.Contains(name) || (name == Include && value.IsNegated)))
            {
                throw new NotificationStartException(
                    $"Error parsing command line arguments: Invalid parameter {argument}");
            }
            result._settings.Add(SettingSources.Source.CommandLine, name, value);
        }
        foreach (string name in configuration is null ? [] : result._known)
        {
            result.Add(configuration!, $"no{name}");
            result.Add(configuration!, name);
        }
        result.ReadFile();
        result.DebugZmq = LogCategories.IncludeZmq(
            result._settings.List("debug"), result._settings.List("debugexclude"));
        foreach (string type in result._types)
        {
            string option = $"zmq{type}";
            result.Warn(SettingWarnings.OfMark(
                $"{option}hwm", result._settings.Scalar($"{option}hwm"), result.HighWatermark(type)));
            result.Addresses(type).ForEach(address => result.Warn(SettingWarnings.OfPort(option, address)));
        }
        return result;
    }

    /// <summary>
    /// Whether any source has an address option, negated or not, also a misspelt one or one for
    /// another chain. Without one, nothing is configured to be published.
    /// </summary>
    public bool HasAddressOptions => _hasOptionsWithoutEffect || HasEffect;

    private bool HasEffect => _types.Any(type => _settings.Contains($"zmq{type}"));

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
            Curve = IsAnyGiven(s_curve) ? Curve() : null,
            Plain = IsAnyGiven(s_plain) ? Plain() : null,
            History = HistoryArguments.Read(name => _settings.Scalar(name)),
        };
        foreach (string type in _types)
        {
            options.Additional[type] = new NotifierOptions(Addresses(type), HighWatermark(type));
        }
        return options;
    }

    /// <summary>
    /// The value of an option with one value, also of one that has nothing to do with notifications
    /// and stands in the configuration file; null when it is not given (Core: ArgsManager::GetArg).
    /// </summary>
    /// <param name="name">Its name without the dash: <c>rpcport</c>.</param>
    public string? Find(string name) => _settings.Scalar(name)?.AsText;

    private bool IsAnyGiven(string[] names) =>
        Array.Exists(names, name => _settings.Scalar(name) is { IsNegated: false });

    private PlainOptions Plain() => new()
    {
        Passwords = _settings.Scalar(s_plain[0])?.Text,
        AllowedAddresses = [.. _settings.List(s_plain[1])],
    };

    private CurveOptions Curve() => new()
    {
        Certificate = _settings.Scalar(s_curve[0])?.Text,
        AllowedKeys = _settings.Scalar(s_curve[1])?.Text,
        AllowedAddresses = [.. _settings.List(s_curve[2])],
    };

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
        bool includes = !_settings.Contains(Include);
        List<BitcoinConfFile.Option> options = [];
        if (_settings.Scalar("conf") is { IsNegated: false } conf)
        {
            options = BitcoinConfFile.Read(conf.AsText);
            AddSection(string.Empty, options);
            Section = ChooseSection();
            string folder = Path.GetDirectoryName(Path.GetFullPath(conf.AsText))!;
            // Those of the chain's section come first, and one level deep, as in Core
            // (ReadConfigFiles).
            string[] files = includes ? [.. Included(options, Section), .. Included(options, string.Empty)] : [];
            foreach (string file in files)
            {
                List<BitcoinConfFile.Option> included = ReadIncluded(Path.Combine(folder, file));
                AddSection(string.Empty, included);
                options.AddRange(included);
            }
        }
        Section = ChooseSection();
        AddSection(Section, options, SettingSources.Source.NetworkSection);
        bool hasEffect = HasEffect;
        foreach (BitcoinConfFile.Option option in options)
        {
            _hasOptionsWithoutEffect |=
                Warn(SettingWarnings.OfOption(option, _known, s_sections, Section, hasEffect))
                && option.Name.Contains("zmqpub", StringComparison.OrdinalIgnoreCase);
        }
    }

    private static IEnumerable<string> Included(List<BitcoinConfFile.Option> options, string section)
    {
        SettingValue[] values =
            [.. options.Where(one => one.Section == section && one.Name == Include).Select(one => one.Value)];
        return values[(Array.FindLastIndex(values, value => value.IsNegated) + 1)..].Select(value => value.AsText);
    }

    private List<BitcoinConfFile.Option> ReadIncluded(string file)
    {
        List<BitcoinConfFile.Option> options;
        try
        {
            options = BitcoinConfFile.Read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{Include}={file} cannot be read: {exception.Message}", exception);
        }
        _warnings.AddRange(options.Where(one => one.Name == Include).Select(one =>
            $"{one.Place}: {Include}={one.Value.AsText} is ignored, as by bitcoind: it stands in an included file."));
        return options;
    }

    private void AddSection(
        string section, List<BitcoinConfFile.Option> options,
        SettingSources.Source source = SettingSources.Source.DefaultSection)
    {
        foreach (BitcoinConfFile.Option option in options.Where(option => option.Section == section))
        {
            _settings.Add(source, option.Name, option.Value);
        }
    }

    private bool Warn(string? sentence)
    {
        _warnings.AddRange(sentence is null ? [] : [sentence]);
        return sentence is not null;
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
        if (chosen.Count > 1)
        {
            throw new NotificationStartException(
                "Invalid combination of -regtest, -signet, -testnet, -testnet4 and -chain. Can use at most one.");
        }
        return chain is null || s_sections.Contains(chain)
            ? chosen.FirstOrDefault("main") : throw new NotificationStartException($"Unknown chain {chain}.");
    }
}
