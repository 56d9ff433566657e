using Microsoft.Extensions.Logging;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>
/// Counts the clients of one protected socket that are refused, each once. Logs those whose handshake
/// ended before the authenticator had decided: without a key, with another server's key, with another
/// mechanism, or without a word.
/// </summary>
/// <remarks>
/// Used by the thread of the socket's monitor. libzmq reports a failure without saying of which
/// connection, and the end of that connection next. What the authenticator decides about a client that
/// has left is not reported: so it is counted as one that left, and not by the authenticator, too.
/// </remarks>
/// <param name="mechanism">The socket's.</param>
/// <param name="address">The socket's, as configured.</param>
/// <param name="logger">Gets each refusal.</param>
internal sealed class ClientRefusals(string mechanism, string address, ILogger logger)
{
    private readonly Dictionary<uint, string?> _peers = [];
    private string? _reason;
    private bool _isDenied;

    internal void Observe(ZmqMonitorEvent report)
    {
        // A connection that ends in the same breath as it is denied is reported as failed, too.
        bool wasDenied = _isDenied;
        _isDenied = false;
        switch (report.Kind)
        {
            case ZmqMonitorEventKind.HandshakeFailedAuthentication:
                _isDenied = true;
                AuthenticatorLog.CountRefused(mechanism);
                break;
            case ZmqMonitorEventKind.HandshakeFailed or ZmqMonitorEventKind.HandshakeFailedProtocol when wasDenied:
                break;
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
                    AuthenticatorLog.CountRefused(mechanism);
                    AuthenticatorLog.Refused(logger, peer ?? $"an unknown address at {address}", mechanism, _reason);
                }
                _reason = null;
                break;
        }
    }
}
