using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>
/// Decides requests of ZAP (RFC 27), on the authenticator's thread, and for any thread whether what was
/// accepted still is.
/// </summary>
internal sealed class ZapRules(
    AllowedKeys? keys, AllowedAddresses addresses, AllowedPasswords passwords, ILogger logger)
{
    // Those whose connections may still be open.
    private readonly HashSet<ZapUser> _accepted = [];

    private readonly Lock _lock = new();
    private long _looked = Stopwatch.GetTimestamp() - Stopwatch.Frequency;
    private bool _isPlainWarned;

    /// <summary>Whether accepted clients are remembered for <see cref="TakeRevoked"/>.</summary>
    internal bool RemembersAccepted { get; init; }

    /// <summary>Reads the files that have changed, unless they were looked at so recently.</summary>
    internal void Refresh(TimeSpan age)
    {
        using Lock.Scope scope = _lock.EnterScope();
        if (Stopwatch.GetElapsedTime(_looked) > age)
        {
            _looked = Stopwatch.GetTimestamp();
            keys?.Refresh();
            passwords.Refresh();
        }
    }

    /// <summary>
    /// Whether the key, or the name with its password, of an accepted client is not allowed any more. A
    /// list that cannot be read takes nobody off.
    /// </summary>
    internal bool IsRevoked(ZapUser user)
    {
        using Lock.Scope scope = _lock.EnterScope();
        return IsOff(user);
    }

    /// <summary>The keys and names of accepted clients that were taken off; then all are forgotten.</summary>
    internal string[] TakeRevoked()
    {
        using Lock.Scope scope = _lock.EnterScope();
        string[] revoked = [.. _accepted.Where(IsOff).Select(one => one.Name).Distinct()];
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
    /// <returns>An accepted client; else null.</returns>
    internal ZapUser? Decide(string address, string mechanism, ReadOnlySpan<ZmqMessage> credentials, bool counts)
    {
        using Lock.Scope scope = _lock.EnterScope();
        (string? user, string reason) = !addresses.Contains(address)
            ? (null, "the address is not allowed") : Check(address, mechanism, credentials);
        if (user is null)
        {
            if (counts)
            {
                AuthenticatorLog.CountRefused(mechanism);
            }
            AuthenticatorLog.Refused(logger, address, mechanism, reason);
        }
        else
        {
            AuthenticatorLog.Accepted(logger, user, address, mechanism);
            ZapUser accepted = new(user, mechanism == "PLAIN" ? MarkOf(user) : null);
            // Where every key is allowed none is taken off, and there is no end of keys to remember.
            if (RemembersAccepted
                && (mechanism == "PLAIN" || (mechanism == "CURVE" && keys is { AllowsAll: false })))
            {
                _ = _accepted.Add(accepted);
            }
            return accepted;
        }
        return null;
    }

    private bool IsOff(ZapUser user) => user.Mark is null
        ? keys is { IsRead: true } && !keys.Contains(user.Name)
        : passwords.IsRead && MarkOf(user.Name) != user.Mark;

    private string? MarkOf(string name) => passwords.HashOf(name) is { } hash ? ZapUser.MarkOf(hash) : null;

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
