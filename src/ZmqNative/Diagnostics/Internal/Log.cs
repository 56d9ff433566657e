using Microsoft.Extensions.Logging;
using ZmqNative.Bitcoin;

namespace ZmqNative.Diagnostics;

/// <summary>
/// The publisher's log messages, in Core's words: level debug, category <c>zmq</c>. Event ids are
/// the <c>id</c> column of the table in docs/message-format.md.
/// </summary>
internal static partial class Log
{
    internal const string Category = "zmq";

    [LoggerMessage(1, LogLevel.Debug, "version {Version}")]
    internal static partial void LibraryVersion(ILogger logger, Version version);

    [LoggerMessage(2, LogLevel.Debug, "Initialize notification interface")]
    internal static partial void Initialize(ILogger logger);

    [LoggerMessage(3, LogLevel.Debug, "Outbound message high water mark for {Type} at {Address} is {HighWatermark}")]
    internal static partial void HighWatermark(ILogger logger, string type, string address, int highWatermark);

    [LoggerMessage(4, LogLevel.Debug, "Reusing socket for address {Address}")]
    internal static partial void ReusingSocket(ILogger logger, string address);

    [LoggerMessage(5, LogLevel.Debug, "Notifier {Type} ready (address = {Address})")]
    internal static partial void NotifierReady(ILogger logger, string type, string address);

    [LoggerMessage(6, LogLevel.Debug, "Notifier {Type} failed (address = {Address})")]
    internal static partial void NotifierFailed(ILogger logger, string type, string address);

    [LoggerMessage(7, LogLevel.Debug, "Shutdown notification interface")]
    internal static partial void Shutdown(ILogger logger);

    [LoggerMessage(8, LogLevel.Debug, "Shutdown notifier {Type} at {Address}")]
    internal static partial void ShutdownNotifier(ILogger logger, string type, string address);

    [LoggerMessage(9, LogLevel.Debug, "Close socket at address {Address}")]
    internal static partial void CloseSocket(ILogger logger, string address);

    [LoggerMessage(10, LogLevel.Debug, "Publish hashblock {Hash} to {Address}")]
    internal static partial void PublishHashBlock(ILogger logger, Hash256 hash, string address);

    [LoggerMessage(11, LogLevel.Debug, "Publish hashtx {Hash} to {Address}")]
    internal static partial void PublishHashTransaction(ILogger logger, Hash256 hash, string address);

    [LoggerMessage(12, LogLevel.Debug, "Publish rawblock {Hash} to {Address}")]
    internal static partial void PublishRawBlock(ILogger logger, Hash256 hash, string address);

    [LoggerMessage(13, LogLevel.Debug, "Publish rawtx {Hash} to {Address}")]
    internal static partial void PublishRawTransaction(ILogger logger, Hash256 hash, string address);

    [LoggerMessage(14, LogLevel.Debug, "Publish sequence block connect {Hash} to {Address}")]
    internal static partial void PublishBlockConnect(ILogger logger, Hash256 hash, string address);

    [LoggerMessage(15, LogLevel.Debug, "Publish sequence block disconnect {Hash} to {Address}")]
    internal static partial void PublishBlockDisconnect(ILogger logger, Hash256 hash, string address);

    [LoggerMessage(16, LogLevel.Debug, "Publish hashtx mempool acceptance {Hash} to {Address}")]
    internal static partial void PublishAcceptance(ILogger logger, Hash256 hash, string address);

    [LoggerMessage(17, LogLevel.Debug, "Publish hashtx mempool removal {Hash} to {Address}")]
    internal static partial void PublishRemoval(ILogger logger, Hash256 hash, string address);

#pragma warning disable SYSLIB1012 // Core's text begins with the word.
    [LoggerMessage(18, LogLevel.Debug, "Error: {What}, msg: {Reason}")]
    internal static partial void Error(ILogger logger, string what, string reason);
#pragma warning restore SYSLIB1012

    [LoggerMessage(19, LogLevel.Warning, "The context has not ended within {Time} and is kept")]
    internal static partial void ContextKept(ILogger logger, TimeSpan time);

    [LoggerMessage(
        20,
        LogLevel.Warning,
        "Subscribers have not taken {Bytes} bytes, and the limit is {Limit}: all connections are ended to free them")]
    internal static partial void UnsentAboveLimit(ILogger logger, long bytes, long limit);

    [LoggerMessage(
        21, LogLevel.Warning, "{Connections} connections were ended, and {Bytes} bytes are not taken now")]
    internal static partial void UnsentBelowLimit(ILogger logger, int connections, long bytes);
}
