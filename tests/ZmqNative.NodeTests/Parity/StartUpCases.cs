namespace ZmqNative.NodeTests.Parity;

/// <summary>The start-ups that are compared. Nothing here says how they end: bitcoind does, in the same run. Placeholders: <see cref="Surroundings"/>.</summary>
internal static class StartUpCases
{
    private const string Good = "-zmqpubhashblock=tcp://127.0.0.1:{PORT}";

    internal static IEnumerable<TestCaseData> All() =>
        Addresses.Concat(HostNames).Select(row => Case(row.Name, string.Empty, $"-zmqpubhashblock={row.Address}"))
            .Concat(HighWatermarks.Select(value => Case($"hwm{value}", string.Empty, Good, $"-zmqpubhashblockhwm{value}")))
            .Concat(Combinations.Select(row => Case(row.Name, string.Empty, row.Arguments)))
            .Concat(Files.Select(row => Case(row.Name, row.File, ["-conf={CONF}", .. row.Arguments])));

    private static (string Name, string Address)[] Addresses =>
    [
        ("tcp-v4", "tcp://127.0.0.1:{PORT}"), ("tcp-any", "tcp://0.0.0.0:{PORT}"), ("tcp-star", "tcp://*:{PORT}"), ("tcp-v6", "tcp://[::1]:{PORT}"),
        ("tcp-v6-any", "tcp://[::]:{PORT}"), ("tcp-v6-without-brackets", "tcp://::1:{PORT}"), ("tcp-v4-mapped", "tcp://[::ffff:127.0.0.1]:{PORT}"),
        ("tcp-interface-name", "tcp://lo:{PORT}"), ("tcp-no-such-interface", "tcp://nosuchif.invalid:{PORT}"),
        ("tcp-not-local", "tcp://203.0.113.1:{PORT}"), ("tcp-v6-not-local", "tcp://[2001:db8::1]:{PORT}"), ("tcp-in-use", "tcp://127.0.0.1:{USED}"),
        ("tcp-trailing-slash", "tcp://127.0.0.1:{PORT}/"), ("tcp-leading-space", " tcp://127.0.0.1:{PORT}"), ("tcp-trailing-space", "tcp://127.0.0.1:{PORT} "),
        ("tcp-uppercase", "TCP://127.0.0.1:{PORT}"), ("tcp-source", "tcp://127.0.0.1:{PORT};127.0.0.1:{OTHER}"), ("tcp-two-colons", "tcp://127.0.0.1::{PORT}"),
        ("tcp-no-port", "tcp://127.0.0.1"), ("tcp-port-zero", "tcp://127.0.0.1:0"), ("tcp-port-star", "tcp://127.0.0.1:*"), ("tcp-port-bang", "tcp://127.0.0.1:!"),
        ("tcp-port-wraps", "tcp://127.0.0.1:{WRAPPED}"), ("tcp-port-word", "tcp://127.0.0.1:abc"), ("tcp-port-negative", "tcp://127.0.0.1:{NEGATIVE}"), ("tcp-empty", "tcp://"),
        ("no-scheme", "127.0.0.1:{PORT}"), ("no-scheme-bad-port", "127.0.0.1:99999"), ("no-scheme-v6", "[::1]:{PORT}"), ("no-scheme-v6-bad-port", "[::1]:0"), ("one-slash", "tcp:/127.0.0.1:{PORT}"),
        ("udp", "udp://127.0.0.1:{PORT}"), ("inproc", "inproc://x"), ("inproc-two-colons", "inproc://x:1"), ("word", "foo"), ("zero", "0"), ("no-value", ""), ("colon", ":"), ("colon-and-port", ":{PORT}"),
        ("unix", "unix:{SOCKET}"), ("unix-double-slash", "unix://{SOCKET}"), ("unix-over-a-file", "unix:{FILE}"), ("unix-in-use", "unix:{LIVE}"), ("unix-left-over", "unix:{STALE}"), ("unix-empty", "unix:"),
        ("unix-longest", "unix:{LONGEST}"), ("unix-too-long", "unix:{TOOLONG}"), ("unix-no-folder", "unix:{SOCKET}/x"), ("unix-abstract", "unix:@{NAME}"), ("unix-relative", "unix:{NAME}"),
        ("unix-uppercase", "UNIX:{SOCKET}"), ("unix-colon", "unix:{SOCKET}:1"), ("ipc-absolute", "ipc://{SOCKET}"), ("ipc-relative", "ipc://{NAME}"), ("ipc-empty", "ipc://"), ("ipc-colon", "ipc://{SOCKET}:1"),
    ];

    private static (string Name, string Address)[] HostNames =>
    [
        ("host", "tcp://localhost:{PORT}"), ("host-uppercase", "tcp://LocalHost:{PORT}"), ("host-trailing-dot", "tcp://localhost.:{PORT}"), ("host-own-name", "tcp://{HOST}:{PORT}"),
        ("host-brackets", "tcp://[localhost]:{PORT}"), ("host-one-bracket", "tcp://[localhost:{PORT}"), ("host-ipv6-only", "tcp://ip6-localhost:{PORT}"), ("host-unknown", "tcp://unknown.invalid:{PORT}"),
        ("host-in-use", "tcp://localhost:{USED}"), ("host-port-zero", "tcp://localhost:0"), ("host-port-star", "tcp://localhost:*"), ("host-port-wraps", "tcp://localhost:{WRAPPED}"),
        ("host-port-negative", "tcp://localhost:{NEGATIVE}"), ("host-port-word", "tcp://localhost:abc"), ("host-no-port", "tcp://localhost"), ("host-empty-port", "tcp://localhost:"),
        ("host-two-colons", "tcp://localhost::{PORT}"), ("host-zone", "tcp://localhost%lo:{PORT}"), ("host-bad-zone", "tcp://localhost%nosuchif:{PORT}"), ("host-empty-zone", "tcp://localhost%:{PORT}"),
        ("host-source", "tcp://lo:{OTHER};localhost:{PORT}"), ("host-host-source", "tcp://localhost:{OTHER};localhost:{PORT}"), ("host-leading-space", "tcp:// localhost:{PORT}"),
        ("host-space", "tcp://local host:{PORT}"), ("host-empty", "tcp://:{PORT}"), ("host-empty-brackets", "tcp://[]:{PORT}"), ("host-only-zone", "tcp://%lo:{PORT}"), ("host-not-ascii", "tcp://bücher.invalid:{PORT}"),
        ("host-too-long", $"tcp://{new string('x', 300)}:{{PORT}}"), ("host-long-label", $"tcp://{new string('x', 64)}.invalid:{{PORT}}"),
        ("host-short-number", "tcp://127.1:{PORT}"), ("host-hex-number", "tcp://0x7f000001:{PORT}"), ("host-decimal-number", "tcp://2130706433:{PORT}"), ("host-bad-number", "tcp://127.0.0.256:{PORT}"), ("host-slash", "tcp://localhost:{PORT}/"),
    ];

    // Behind the option's name.
    private static string[] HighWatermarks =>
        ["=0", "=1", "=-1", "=-1000", "=", "", "= 5", "=+7", "=0x10", "=12abc", "=many", "=2147483647", "=2147483648", "=4294967297", "=9223372036854775808", "=99999999999999999999", "=-99999999999999999999"];

    private static (string Name, string[] Arguments)[] Combinations =>
    [
        ("all-five-shared", [.. Topics.Select(topic => $"-zmqpub{topic}=tcp://127.0.0.1:{{PORT}}"), "-zmqpubhashblockhwm=3", "-zmqpubsequencehwm=0"]),
        ("order-of-the-command-line", [.. Topics.Reverse().Select(topic => $"-zmqpub{topic}=tcp://127.0.0.1:{{PORT}}")]),
        ("several-addresses", [Good, "-zmqpubhashblock=tcp://[::1]:{OTHER}", "-zmqpubhashblock=unix:{SOCKET}", "-zmqpubhashblockhwm=9"]),
        ("same-address-twice", [Good, Good]),
        ("same-socket-two-spellings", ["-zmqpubhashblock=tcp://127.0.0.1:{PORT}", "-zmqpubhashtx=tcp://lo:{PORT}"]),
        ("same-port-by-name-and-number", ["-zmqpubhashblock=tcp://localhost:{PORT}", "-zmqpubhashtx=tcp://127.0.0.1:{PORT}"]),
        ("same-name-shared", [.. Topics.Select(topic => $"-zmqpub{topic}=tcp://localhost:{{PORT}}")]),
        ("unknown-host-after-a-good-one", ["-zmqpubhashblock=tcp://localhost:{PORT}", "-zmqpubrawtx=tcp://unknown.invalid:{PORT}"]),
        ("v4-and-v6-same-port", [Good, "-zmqpubhashtx=tcp://[::1]:{PORT}"]),
        ("star-and-v4-same-port", ["-zmqpubhashblock=tcp://*:{PORT}", "-zmqpubhashtx=tcp://127.0.0.1:{PORT}"]),
        ("in-use-after-a-good-one", [Good, "-zmqpubhashtx=tcp://127.0.0.1:{USED}", "-zmqpubrawtx=tcp://127.0.0.1:{PORT}"]),
        ("bad-one-first", ["-zmqpubhashblock=foo", "-zmqpubrawtx=tcp://127.0.0.1:{PORT}", "-zmqpubsequence=unix:{SOCKET}"]),
        ("two-refused-ports", ["-zmqpubrawtx=tcp://a", "-zmqpubhashtx=tcp://b"]),
        ("two-wildcards-shared", ["-zmqpubhashblock=tcp://127.0.0.1:*", "-zmqpubhashtx=tcp://127.0.0.1:*", "-zmqpubrawtx=tcp://127.0.0.1:0"]),
        ("hwm-of-the-second-is-bad", [Good, "-zmqpubhashtx=tcp://127.0.0.1:{PORT}", "-zmqpubhashtxhwm=-5"]),
        ("hwm-twice", [Good, "-zmqpubhashblockhwm=5", "-zmqpubhashblockhwm=6"]),
        ("hwm-negated", [Good, "-nozmqpubhashblockhwm"]),
        ("hwm-without-address", ["-zmqpubhashblockhwm=5", "-zmqpubrawtx=tcp://127.0.0.1:{PORT}"]),
        ("negated", ["-nozmqpubhashblock"]), ("negated-twice", ["-nozmqpubhashblock=0"]), ("negated-by-zero", ["-nozmqpubhashblock=1", Good]),
        ("set-then-negated", [Good, "-nozmqpubhashblock"]),
        ("negated-between", [Good, "-nozmqpubhashblock", "-zmqpubhashblock=tcp://127.0.0.1:{OTHER}"]),
        ("debug-category", [Good, "-debug=nonsense"]), ("debug-category-uppercase", [Good, "-debug=ZMQ"]), ("debugexclude-category", [Good, "-debugexclude=nonsense"]),
        ("debugexclude-none", [Good, "-debugexclude=none"]), ("debug-category-before-none", [Good, "-debug=nonsense", "-debug=none"]),
        ("two-dashes", ["-" + Good]), ("unknown-topic", ["-zmqpubfoo=tcp://127.0.0.1:{PORT}"]), ("uppercase-option", ["-ZMQPUBHASHTX=tcp://127.0.0.1:{PORT}"]),
        .. Topics.Select(topic => ($"no-port-{topic}", (string[])[$"-zmqpub{topic}=tcp://127.0.0.1"])),
        ("knots-wallet-hash", ["-zmqpubhashwallettx=tcp://127.0.0.1:{PORT}"]), ("knots-wallet-raw", ["-zmqpubrawwallettx=tcp://127.0.0.1:{PORT}"]), ("knots-wallet-no-port", ["-zmqpubrawwallettx=tcp://127.0.0.1"]),
    ];

    private static (string Name, string File, string[] Arguments)[] Files =>
    [
        ("file", "zmqpubhashblock=tcp://127.0.0.1:{PORT}\nzmqpubhashblockhwm=4\nzmqpubhashblockhwm=5\n", []),
        ("file-and-command-line", "zmqpubhashblock=tcp://127.0.0.1:{PORT}\nzmqpubhashblockhwm=4\n", ["-zmqpubhashblock=unix:{SOCKET}", "-zmqpubhashblockhwm=8"]),
        ("file-with-sections", "zmqpubrawtx=tcp://127.0.0.1:{PORT}\n[main]\nzmqpubrawtx=unix:{LIVE}\n[regtest]\nzmqpubrawtx=tcp://127.0.0.1:{OTHER}\nzmqpubrawtxhwm=2\n", []),
        ("file-dotted", "regtest.zmqpubrawtx=tcp://127.0.0.1:{OTHER}\nmain.zmqpubrawtx=unix:{LIVE}\nzmqpubrawtx=tcp://127.0.0.1:{PORT}\n", []),
        ("file-negated-by-the-command-line", "zmqpubhashblock=tcp://127.0.0.1:{PORT}\nzmqpubrawtx=tcp://127.0.0.1:{PORT}\n", ["-nozmqpubhashblock"]),
        ("file-comes-back", "zmqpubhashblock=tcp://127.0.0.1:{PORT}\n", ["-nozmqpubhashblock", "-zmqpubhashblock=tcp://127.0.0.1:{OTHER}"]),
        ("file-negates", "zmqpubhashblock=tcp://127.0.0.1:{PORT}\nnozmqpubhashblock=1\nzmqpubhashtx=tcp://127.0.0.1:{OTHER}\n", []),
        ("file-bad-port", "zmqpubsequence=tcp://127.0.0.1\n", [Good]),
        ("file-host-names", "zmqpubhashblock=tcp://localhost:{PORT}\nzmqpubrawtx=tcp://localhost:{PORT}\nzmqpubsequence=tcp://{HOST}:{OTHER}\nzmqpubsequencehwm=7\n", []),
        ("file-host-name-in-a-section", "zmqpubrawtx=tcp://unknown.invalid:{PORT}\n[regtest]\nzmqpubhashtx=tcp://localhost:{OTHER}\n", ["-nozmqpubrawtx"]),
        ("file-same-port-by-name-and-number", "zmqpubhashblock=tcp://127.0.0.1:{PORT}\nzmqpubrawtx=tcp://localhost:{PORT}\n", []),
        ("file-unknown-host", "zmqpubhashblock=tcp://unknown.invalid:{PORT}\nzmqpubrawtx=tcp://127.0.0.1:{PORT}\n", []),
        ("file-interface-name", "zmqpubhashblock=tcp://lo:{PORT}\nzmqpubrawtx=tcp://localhost:{OTHER}\n", []),
        ("file-host-name-without-port", "zmqpubhashblock=tcp://localhost\n", []),
        ("file-includes-in-the-section", "[regtest]\nincludeconf={INCLUDED}\n", []),
        ("file-includes", "includeconf={INCLUDED}\n", []),
        ("file-includes-negated", "includeconf={INCLUDED}\n", ["-noincludeconf", Good]),
        ("file-includes-in-another-section", "zmqpubrawtx=tcp://127.0.0.1:{PORT}\n[main]\nincludeconf={INCLUDED}\n", []),
        ("file-debug-category", "debug=nonsense\n", [Good]),
        ("file-mark-word", "zmqpubhashblock=tcp://127.0.0.1:{PORT}\nzmqpubhashblockhwm=abc\n", []),
        ("file-comments-and-spaces", "# first\n  zmqpubrawblock =  tcp://127.0.0.1:{PORT}   # all blocks\n\n zmqpubrawblockhwm= 12 \n", []),
    ];

    private static string[] Topics => ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    private static TestCaseData Case(string name, string file, params string[] arguments) => new TestCaseData(name, file, arguments).SetArgDisplayNames(name);
}
