namespace ZmqNative.Tests.Rules;

/// <summary>What the rules over language check. A folder is added when its text has been revised.</summary>
internal static class LanguageScope
{
    /// <summary>Prose: files, and folders with all their Markdown. Words, and lines of at most 100 columns.</summary>
    internal static readonly string[] Prose =
    [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs",
        "findings",
        "native",
        "tests/README.md",
        "interop/ZeroMQ/README.md",
        "interop/ZmqNative.Interop/README.md",
        "src/ZmqNative/README.md",
        "src/ZmqNative.Cli/README.md",
        "src/ZmqNative.NBitcoin/README.md",
        "src/ZmqNative.History.Sqlite/README.md",
        "src/ZmqNative.JetStream/README.md",
        "src/ZmqNative.Node/README.md",
        "src/ZmqNative.Testing/README.md",
    ];

    /// <summary>Prose whose words alone are checked: its lines are still longer.</summary>
    internal static readonly string[] ProseWords =
    [
        "CHANGELOG.md",
    ];

    /// <summary>C#, by folders with everything below them. Words, and lines of at most 120 columns.</summary>
    internal static readonly string[] Sources =
    [
        "interop/ZmqNative.Interop",
        "interop/ZeroMQ",
        "src/ZmqNative/Bitcoin",
        "src/ZmqNative/Protocol",
        "src/ZmqNative/Diagnostics",
        "src/ZmqNative/History",
        "src/ZmqNative/Publishing",
        "src/ZmqNative/Subscribing",
        "src/ZmqNative/Queries",
        "src/ZmqNative/Link",
        "src/ZmqNative/Work",
        "src/ZmqNative/Hosting",
        "src/ZmqNative.History.Sqlite",
        "src/ZmqNative.JetStream",
        "src/ZmqNative.Node/Rpc",
        "src/ZmqNative.Node/Chain",
        "src/ZmqNative.Node/Relay",
        "src/ZmqNative.Node/Recordings",
        "src/ZmqNative.NBitcoin",
        "src/ZmqNative.Testing",
        "src/ZmqNative.Cli",
    ];

    /// <summary>Words and turns that this project does not use, as regular expressions, and those it does.</summary>
    internal static readonly (string Pattern, string Instead)[] Words =
    [
        (@"anew|once\s+more", "again"),
        (@"so\s+many", "the number"),
        ("tells?|told|telling", "reports, says, queries, or an event that is raised"),
        ("heard|hears?", "receives"),
        (@"for\s+ever", "without end, until"),
        (@"favou?r(ed|s)?", "prefers; a biased lock"),
        ("of (its|their|his|one's|somebody's) own making", "own"),
        (@"giv(es?|en)\s+away", "ownership is transferred"),
        (@"gives?\s+up\s+on", "abandons"),
        (@"base\s+library", "the BCL"),
        (@"sees\s+to\s+it", "ensures"),
    ];
}
