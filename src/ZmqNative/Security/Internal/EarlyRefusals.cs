using Microsoft.Extensions.Logging;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>
/// Logs and counts the clients of one protected socket whose handshake ended before the authenticator
/// was asked: without a key, with another server's key, with another mechanism, or without a word.
/// </summary>
/// <remarks>
/// Used by the thread of the socket's monitor. libzmq reports a failure without saying of which
/// connection, and the end of that connection next.
/// </remarks>
/// <param name="mechanism">The socket's.</param>
/// <param name="address">The socket's, as configured.</param>
/// <param name="logger">Gets each refusal.</param>
internal sealed class EarlyRefusals(string mechanism, string address, ILogger logger)
{
    private readonly Dictionary<uint, string?> _peers = [];
    private string? _reason;

    internal void Observe(ZmqMonitorEvent report)
    {
        switch (report.Kind)
        {
            case ZmqMonitorEventKind.Accepted:
                _peers[report.Value] = PeerName.Of(report.Value);
                break;
            case ZmqMonitorEventKind.HandshakeFailedProtocol:
                _reason = report.ProtocolError switch
                {
                    ZmqProtocolError.ZmtpMechanismMismatch => $"its mechanism is not {mechanism}",
                    ZmqProtocolError.ZmtpCryptographic => "it has another server's key, or not its own secret key",
                    _ => $"it breaks the protocol ({report.ErrorName})",
                };
                break;
            case ZmqMonitorEventKind.HandshakeFailed:
                _reason = $"its handshake was not completed ({report.ErrorName})";
                break;
            case ZmqMonitorEventKind.Disconnected:
                bool isKnown = _peers.Remove(report.Value, out string? peer);
                if (isKnown && _reason is not null)
                {
                    AuthenticatorLog.Refused(logger, peer ?? $"an unknown address at {address}", mechanism, _reason);
                    AuthenticatorLog.CountRefused(mechanism);
                }
                _reason = null;
                break;
        }
    }
}
