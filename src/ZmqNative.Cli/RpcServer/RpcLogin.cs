using System.Security.Cryptography;
using System.Text;

namespace ZmqNative.Cli;

/// <summary>
/// Accepts calls with one of these logins. Files are read for each call, because a restarted node
/// has a new cookie.
/// </summary>
internal sealed class RpcLogin(params IReadOnlyList<NodeLogin> logins)
{
    private const string Scheme = "Basic ";

    /// <summary>
    /// Whether a header is accepted. The time it takes does not reveal how much of it was right.
    /// </summary>
    /// <param name="authorization">The header Authorization; null without one.</param>
    internal bool Allows(string? authorization)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.Ordinal) != true
            || Decode(authorization[Scheme.Length..]) is not { } given)
        {
            return false;
        }
        bool allowed = false;
        foreach (NodeLogin login in logins)
        {
            allowed |= Read(login) is { } expected && IsWhole(expected)
                && CryptographicOperations.FixedTimeEquals(given, expected);
        }
        return allowed;
    }

    private static byte[]? Read(NodeLogin login)
    {
        try
        {
            return Encoding.UTF8.GetBytes(login.Read());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The node is down and has deleted its cookie.
            return null;
        }
    }

    private static byte[]? Decode(string base64)
    {
        byte[] login = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.Trim(), login, out int length) && IsWhole(login.AsSpan(0, length))
            ? login[..length] : null;
    }

    // user:password. Without a password, or in an empty file, it accepts no call.
    private static bool IsWhole(ReadOnlySpan<byte> login) =>
        login.IndexOf((byte)':') is >= 0 and int colon && colon < login.Length - 1;
}
