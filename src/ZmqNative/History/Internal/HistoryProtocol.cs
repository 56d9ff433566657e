namespace ZmqNative.History;

/// <summary>The words and numbers of docs/history-protocol.md.</summary>
internal static class HistoryProtocol
{
    internal const int Version = 1;

    internal const string Info = "info";
    internal const string From = "from";
    internal const string Range = "range";
    internal const string Newest = "newest";
    internal const string More = "more";

    /// <summary>The replies that our client lets the server send ahead.</summary>
    internal const int ClientsCredit = 8;

    private static readonly string?[] s_errors =
    [
        null, null, "malformed", "too_large", "version", "unknown_request", "unknown_stream", "unknown_notifier",
        "range", "busy", "not_allowed",
    ];

    /// <summary>The word for an error.</summary>
    internal static string NameOf(HistoryError error) => s_errors[(int)error] ?? "other";

    /// <summary>The error that a word stands for.</summary>
    internal static HistoryError ErrorOf(string? name) =>
        (HistoryError)Math.Max(0, name is null ? 0 : Array.IndexOf(s_errors, name));
}
