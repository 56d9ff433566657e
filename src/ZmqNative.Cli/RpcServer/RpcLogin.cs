using System.Net.Http.Headers;
using System.Security.Cryptography;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Cli;

/// <summary>
/// Accepts calls with one of these credentials. Files are read for each call, because a restarted
/// node has a new cookie.
/// </summary>
internal sealed class RpcLogin(params IReadOnlyList<RpcCredentials> credentials)
{
    private const string Scheme = "Basic ";

    /// <summary>
    /// Whether a header is accepted. The time it takes does not reveal how much of it was right.
    /// </summary>
    /// <param name="authorization">The header Authorization; null without one.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    internal async Task<bool> AllowsAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.Ordinal) != true
            || Decode(authorization[Scheme.Length..]) is not { } given)
        {
            return false;
        }
        bool allowed = false;
        foreach (RpcCredentials one in credentials)
        {
            allowed |= await ReadAsync(one, cancellationToken) is { } expected
                && CryptographicOperations.FixedTimeEquals(given, expected);
        }
        return allowed;
    }

    private static async Task<byte[]?> ReadAsync(RpcCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            AuthenticationHeaderValue header = await credentials.ReadAsync(cancellationToken);
            return Decode(header.Parameter!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The node is down and has deleted its cookie.
            return null;
        }
    }

    // user:password. Without a password, or in an empty file, it accepts no call.
    private static byte[]? Decode(string base64)
    {
        byte[] login = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.Trim(), login, out int length)
            && login.AsSpan(0, length).IndexOf((byte)':') is >= 0 and int colon
            && colon < length - 1
            ? login[..length]
            : null;
    }
}
