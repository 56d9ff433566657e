using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;

namespace ZmqNative.Security;

/// <summary>
/// The log messages of authenticators, category <c>ZmqNative.Authenticator</c>, and the counter of
/// refusals. Both are in docs/diagnostics.md.
/// </summary>
internal static partial class AuthenticatorLog
{
    internal const string Category = "ZmqNative.Authenticator";

    private static readonly Meter s_meter = new(Telemetry.MeterName);
    private static readonly Counter<long> s_refused =
        s_meter.CreateCounter<long>("zmqnative.clients.refused", "{client}", "Handshakes refused.");

    [LoggerMessage(200, LogLevel.Debug, "Accepted {User} from {Address} by {Mechanism}")]
    internal static partial void Accepted(ILogger logger, string user, string address, string mechanism);

    [LoggerMessage(201, LogLevel.Warning, "Refused a client from {Address} by {Mechanism}: {Reason}")]
    internal static partial void Refused(ILogger logger, string address, string mechanism, string reason);

    [LoggerMessage(202, LogLevel.Information, "Read {Path}: {Count} keys are allowed")]
    internal static partial void ListRead(ILogger logger, string path, int count);

    [LoggerMessage(203, LogLevel.Error, "Cannot read {Path}, so no key is allowed: {Reason}")]
    internal static partial void ListUnreadable(ILogger logger, string path, string reason);

    [LoggerMessage(204, LogLevel.Warning, "The certificate {Path} allows nobody: {Reason}")]
    internal static partial void CertificateUnreadable(ILogger logger, string path, string reason);

    [LoggerMessage(
        205, LogLevel.Warning, "PLAIN from {Address}: passwords and messages are readable on the way, use CURVE")]
    internal static partial void PlainBeyondLoopback(ILogger logger, string address);

    [LoggerMessage(206, LogLevel.Warning, "Others can read the secret key in {Path}: chmod 600 it")]
    internal static partial void SecretExposed(ILogger logger, string path);

    [LoggerMessage(
        207, LogLevel.Warning, "PLAIN at {Address}: passwords and messages are readable on the way, use CURVE")]
    internal static partial void PlainExposed(ILogger logger, string address);

    [LoggerMessage(208, LogLevel.Information, "Read {Path}: {Count} names are allowed")]
    internal static partial void PasswordsRead(ILogger logger, string path, int count);

    [LoggerMessage(209, LogLevel.Error, "Cannot read {Path}, so no name is allowed: {Reason}")]
    internal static partial void PasswordsUnreadable(ILogger logger, string path, string reason);

    [LoggerMessage(
        210,
        LogLevel.Warning,
        "Took off {Users} and ended all {Connections} connections to {Address}: whoever is still allowed connects "
        + "again, and loses what is queued and what is published until then")]
    internal static partial void Revoked(ILogger logger, string users, int connections, string address);

    internal static void CountRefused(string mechanism) => CountRefused(mechanism, 1);

    /// <summary>Counts no refusal, so that the series is there before the first.</summary>
    internal static void Begin(string mechanism) => CountRefused(mechanism, 0);

    private static void CountRefused(string mechanism, int count) =>
        s_refused.Add(count, new KeyValuePair<string, object?>("mechanism", mechanism));
}
