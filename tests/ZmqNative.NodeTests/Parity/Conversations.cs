using static ZmqNative.NodeTests.Parity.Conversation;

namespace ZmqNative.NodeTests.Parity;

/// <summary>Good and bad manners of subscribers.</summary>
internal static class Conversations
{
    // The rest of the greeting, and READY.
    private const int Rest = Zmtp.GreetingAndReadyLength - Signature;

    private static readonly byte[] s_all = Zmtp.Subscribe("hash");

    // Not here: what libzmq answers with memory that is not the message's (a PING that ends before its time to live), or by chance
    // (a command shorter than its name; a subscription in one write with the greeting).
    internal static IEnumerable<Conversation> All() =>
    [
        new("nothing-said", Ending.Waits),
        new("half-a-signature", Ending.Waits, ([0xff, 0, 0, 0], 0)),
        new("half-a-greeting", Ending.Waits, (Zmtp.Greeting[..30], 2)),
        new("greeting-only", Ending.Waits, (Zmtp.Greeting, Rest)),
        new("greeting-byte-by-byte", Ending.Publishes, [.. Zmtp.Greeting[..^1].Select(one => (new[] { one }, 0)), (Zmtp.Greeting[^1..], Rest), (Zmtp.Ready, 0), (s_all, 0)]),
        new("ready-with-the-greeting", Ending.Publishes, ([.. Zmtp.Greeting, .. Zmtp.Ready], Rest), (s_all, 0)),
        new("version-3.0", Ending.Publishes, (Zmtp.GreetingOf(3, 0, "NULL"), Rest), (Zmtp.Ready, 0), (s_all, 0)),
        new("version-3.9", Ending.Publishes, (Zmtp.GreetingOf(3, 9, "NULL"), Rest), (Zmtp.Ready, 0), (s_all, 0)),
        new("version-4.0", Ending.Publishes, (Zmtp.GreetingOf(4, 0, "NULL"), Rest), (Zmtp.Ready, 0), (s_all, 0)),
        new("version-2", Ending.Waits, ([.. Zmtp.Greeting[..10], 1, 2, 0, 0], 4)),
        new("version-1", Ending.Waits, ([1, 0], 0)),
        new("http", Ending.Waits, ("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), 0)),
        new("as-server", Ending.Publishes, ([.. Zmtp.Greeting[..32], 1, .. Zmtp.Greeting[33..]], Rest), (Zmtp.Ready, 0), (s_all, 0)),
        new("filler-not-zero", Ending.Publishes, ([.. Zmtp.Greeting[..33], .. Enumerable.Repeat((byte)1, 31)], Rest), (Zmtp.Ready, 0), (s_all, 0)),
        .. ((string[])["PLAIN", "CURVE", "GSSAPI", "XYZ", "null", ""]).Select(mechanism => new Conversation($"mechanism-{mechanism}", Ending.Closes, (Zmtp.GreetingOf(3, 1, mechanism), 0))),
        .. ((string[])["PUB", "XPUB", "REQ", "PULL", "NOPE", "sub", ""]).Select(type => Ready($"type-{type}", Ending.Closes, Zmtp.ReadyOf(type))),
        Ready("type-XSUB", Ending.Publishes, Zmtp.ReadyOf("XSUB"), s_all),
        Ready("no-type", Ending.Publishes, Zmtp.CommandOf("READY", []), s_all),
        Ready("more-properties", Ending.Publishes, Zmtp.CommandOf("READY", [.. Zmtp.Property("Socket-Type", "SUB"), .. Zmtp.Property("Identity", "me"), .. Zmtp.Property("X-Thing", "1")]), s_all),
        Ready("property-in-other-case", Ending.Publishes, Zmtp.CommandOf("READY", Zmtp.Property("socket-type", "SUB")), s_all),
        Ready("cut-property", Ending.Closes, Zmtp.CommandOf("READY", Zmtp.Property("Socket-Type", "SUB").AsSpan()[..^1])),
        Ready("not-ready", Ending.Closes, Zmtp.CommandOf("HELLO", [])),
        Ready("error-for-ready", Ending.Closes, Zmtp.CommandOf("ERROR", [3, .. "bad"u8])),
        Ready("subscription-before-ready", Ending.Closes, s_all),
        Said("nothing-subscribed", Ending.Publishes),
        Said("prefix", Ending.Publishes, Zmtp.Subscribe("hashb")),
        Said("longer-than-the-topic", Ending.Publishes, Zmtp.Subscribe("hashblockx")),
        Said("overlapping", Ending.Publishes, Zmtp.Subscribe("hash"), Zmtp.Subscribe("hashb"), Zmtp.Subscribe("")),
        Said("twice-and-cancelled-once", Ending.Publishes, s_all, s_all, Zmtp.Cancel("hash")),
        Said("cancelled", Ending.Publishes, s_all, Zmtp.Cancel("hash")),
        Said("cancelled-and-never-subscribed", Ending.Publishes, Zmtp.Cancel("raw"), s_all),
        Said("cancelled-by-prefix", Ending.Publishes, s_all, Zmtp.Cancel("ha")),
        Said("subscribed-by-command", Ending.Publishes, Zmtp.CommandOf("SUBSCRIBE", "hash"u8)),
        Said("cancelled-by-command", Ending.Publishes, s_all, Zmtp.CommandOf("CANCEL", "hash"u8)),
        Said("long-frame", Ending.Publishes, [2, 0, 0, 0, 0, 0, 0, 0, 5, 1, .. "hash"u8]),
        Said("empty-message", Ending.Publishes, Zmtp.Message(), s_all),
        Said("other-messages", Ending.Publishes, s_all, Zmtp.Message([7, 1, 2, 3]), [1, 1, 97, 0, 1, 98]),
        Said("unknown-command", Ending.Publishes, Zmtp.CommandOf("WHAT", "x"u8), s_all),
        Said("reserved-flags", Ending.Publishes, [8, 5, 1, .. "hash"u8]),
        Said("frame-of-2^64", Ending.Closes, [2, 255, 255, 255, 255, 255, 255, 255, 255]),
        Said("half-a-frame", Ending.Waits, [0, 200, 1, 2, 3]),
        Ready("ready-of-2^62", Ending.Closes, [6, 64, 0, 0, 0, 0, 0, 0, 0]),
    ];

    private static Conversation Ready(string name, Ending end, params byte[][] said) => new(name, end, [(Zmtp.Greeting, Rest), .. said.Select(bytes => (bytes, 0))]);

    private static Conversation Said(string name, Ending end, params byte[][] said) => Ready(name, end, [Zmtp.Ready, .. said]);
}
