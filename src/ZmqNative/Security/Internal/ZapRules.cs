using System.Text;
using Microsoft.Extensions.Logging;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>Decides one request of ZAP (RFC 27). Used by the authenticator's thread alone.</summary>
internal sealed class ZapRules(
    AllowedKeys? keys, AllowedAddresses addresses, AllowedPasswords passwords, ILogger logger)
{
    // Those whose connections may still be open, with the hash of a password.
    private readonly Dictionary<string, byte[]?> _accepted = [];

    private bool _isPlainWarned;

    /// <summary>Whether accepted clients are remembered for <see cref="TakeRevoked"/>.</summary>
    internal bool RemembersAccepted { get; init; }

    /// <summary>Reads the files that have changed.</summary>
    internal void Refresh()
    {
        keys?.Refresh();
        passwords.Refresh();
    }

    /// <summary>
    /// The keys and names that were accepted and are not allowed any more; then all are forgotten. A
    /// list that cannot be read takes nobody off.
    /// </summary>
    internal string[] TakeRevoked()
    {
        string[] revoked = [.. from one in _accepted
                               where one.Value is null
                                   ? keys is { IsRead: true } && !keys.Contains(one.Key)
                                   : passwords.IsRead && !one.Value.AsSpan().SequenceEqual(passwords.HashOf(one.Key))
                               select one.Key];
        if (revoked.Length > 0)
        {
            _accepted.Clear();
        }
        return revoked;
    }

    /// <summary>Decides and logs.</summary>
    /// <param name="address">The client's.</param>
    /// <param name="mechanism">The client's.</param>
    /// <param name="credentials">The client's.</param>
    /// <param name="counts">Whether a refusal is counted here, because the socket is not observed.</param>
    /// <returns>The user id of an accepted client; else null.</returns>
    internal string? Decide(string address, string mechanism, ReadOnlySpan<ZmqMessage> credentials, bool counts)
    {
        (string? user, string reason) = !addresses.Contains(address)
            ? (null, "the address is not allowed") : Check(address, mechanism, credentials);
        if (user is null)
        {
            AuthenticatorLog.Refused(logger, address, mechanism, reason);
            if (counts)
            {
                AuthenticatorLog.CountRefused(mechanism);
            }
        }
        else
        {
            AuthenticatorLog.Accepted(logger, user, address, mechanism);
            // Where every key is allowed none is taken off, and there is no end of keys to remember.
            if (RemembersAccepted
                && (mechanism == "PLAIN" || (mechanism == "CURVE" && keys is { AllowsAll: false })))
            {
                _accepted[user] = mechanism == "PLAIN" ? passwords.HashOf(user) : null;
            }
        }
        return user;
    }

    private (string? User, string Reason) Check(
        string address, string mechanism, ReadOnlySpan<ZmqMessage> credentials)
    {
        switch (mechanism)
        {
            case "CURVE" when credentials.Length == 1 && credentials[0].Length == CertificateText.BinaryKeyLength:
                string key = ZmqZ85.Encode(credentials[0].Span);
                return keys is null ? (null, "no keys are allowed")
                    : !keys.IsRead ? (null, "the list of allowed keys cannot be read")
                    : keys.Contains(key) ? (key, string.Empty) : (null, $"the key {key} is not allowed");
            case "PLAIN" when credentials.Length == 2:
                WarnOfPlain(address);
                string name = Encoding.UTF8.GetString(credentials[0].Span);
                return passwords.Contains(name, credentials[1].Span) ? (name, string.Empty)
                    : (null, passwords.IsRead
                        ? "the name or the password is wrong" : "the file of passwords cannot be read");
            case "NULL" when credentials.Length == 0:
                return addresses.IsEmpty ? (null, "it has no credentials") : (address, string.Empty);
            default:
                return (null, "the mechanism is not known");
        }
    }

    private void WarnOfPlain(string address)
    {
        if (!_isPlainWarned && !AllowedAddresses.IsLocal(address))
        {
            _isPlainWarned = true;
            AuthenticatorLog.PlainBeyondLoopback(logger, address);
        }
    }
}
