using System.Net.Http.Headers;
using System.Security.Cryptography;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Cli;

/// <summary>Who may call: whoever has one of these credentials. Files are read for each call, since a restarted node has a new cookie.</summary>
internal sealed class RpcLogin(params IReadOnlyList<RpcCredentials> credentials)
{
    private const string Scheme = "Basic ";

    /// <summary>Whether a header lets in. The time it takes tells nothing of how much of it was right.</summary>
    /// <param name="authorization">The header Authorization; null without one.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    internal async Task<bool> AllowsAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.Ordinal) != true || Decode(authorization[Scheme.Length..]) is not { } given)
        {
            return false;
        }
        bool allowed = false;
        foreach (RpcCredentials one in credentials)
        {
            allowed |= await ReadAsync(one, cancellationToken) is { } expected && CryptographicOperations.FixedTimeEquals(given, expected);
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
            // The node is down and took its cookie with it.
            return null;
        }
    }

    // user:password. Without a password, or as an empty file, it lets nobody in.
    private static byte[]? Decode(string base64)
    {
        byte[] login = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.Trim(), login, out int length) && login.AsSpan(0, length).IndexOf((byte)':') is >= 0 and int colon && colon < length - 1
            ? login[..length]
            : null;
    }
}
