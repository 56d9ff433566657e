using Microsoft.Extensions.Logging;

namespace ZmqNative.Link;

/// <summary>The log messages of links, category <c>ZmqNative.Link</c>, as docs/diagnostics.md has them.</summary>
internal static partial class LinkLog
{
    internal const string Category = "ZmqNative.Link";

    [LoggerMessage(521, LogLevel.Information, "The link at {Address} is up")]
    internal static partial void Up(ILogger logger, string address);

    [LoggerMessage(522, LogLevel.Information, "The link at {Address} is down: {Reason}")]
    internal static partial void Down(ILogger logger, string address, string reason);

    [LoggerMessage(
        523,
        LogLevel.Warning,
        "A second peer connected to {Address}, which has one already: nothing of it is received")]
    internal static partial void PeerRefused(ILogger logger, string address);

    [LoggerMessage(524, LogLevel.Warning, "Ignored a message at {Address}: {Reason}")]
    internal static partial void Ignored(ILogger logger, string address, string reason);

    [LoggerMessage(
        525,
        LogLevel.Warning,
        "{Address} can be reached from other machines, and without CURVE whoever is first is the peer")]
    internal static partial void Exposed(ILogger logger, string address);
}
