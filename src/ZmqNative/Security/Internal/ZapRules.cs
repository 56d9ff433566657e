using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>Decides one request of ZAP (RFC 27). Used by the authenticator's thread alone.</summary>
internal sealed class ZapRules(
    AllowedKeys? keys, AllowedAddresses addresses, IReadOnlyDictionary<string, string> passwords, ILogger logger)
{
    private const int BinaryKeyLength = 32;

    private bool _isPlainWarned;

    /// <summary>Decides, logs and counts.</summary>
    /// <returns>The user id of an accepted client; else null.</returns>
    internal string? Decide(string address, string mechanism, ReadOnlySpan<ZmqMessage> credentials, bool areKeysRead)
    {
        (string? user, string reason) = !addresses.Contains(address)
            ? (null, "the address is not allowed") : Check(address, mechanism, credentials, areKeysRead);
        if (user is null)
        {
            AuthenticatorLog.Refused(logger, address, mechanism, reason);
            AuthenticatorLog.CountRefused(mechanism);
        }
        else
        {
            AuthenticatorLog.Accepted(logger, user, address, mechanism);
        }
        return user;
    }

    private (string? User, string Reason) Check(
        string address, string mechanism, ReadOnlySpan<ZmqMessage> credentials, bool areKeysRead)
    {
        switch (mechanism)
        {
            case "CURVE" when credentials.Length == 1 && credentials[0].Length == BinaryKeyLength:
                string key = ZmqZ85.Encode(credentials[0].Span);
                return keys is null ? (null, "no keys are allowed")
                    : !areKeysRead ? (null, "the list of allowed keys cannot be read")
                    : keys.Contains(key) ? (key, string.Empty) : (null, $"the key {key} is not allowed");
            case "PLAIN" when credentials.Length == 2:
                WarnOfPlain(address);
                string name = Encoding.UTF8.GetString(credentials[0].Span);
                return IsPassword(name, credentials[1].Span) ? (name, string.Empty) : (null, "the name or the password is wrong");
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

    // The time does not depend on where a guess is wrong, nor on its length.
    private bool IsPassword(string name, ReadOnlySpan<byte> guess)
    {
        bool isKnown = passwords.TryGetValue(name, out string? password);
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes], actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(password ?? string.Empty), expected);
        SHA256.HashData(guess, actual);
        return CryptographicOperations.FixedTimeEquals(expected, actual) & isKnown;
    }
}
