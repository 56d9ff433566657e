using System.Net.Http.Headers;
using System.Text;

namespace ZmqNative.Node.Rpc;

/// <summary>
/// The login for a node's RPC (HTTP Basic): its cookie file, or a user and a password. No member
/// shows a password.
/// </summary>
internal sealed class RpcCredentials
{
    private readonly string? _cookieFile;
    private readonly string? _userAndPassword;
    private readonly string _description;

    private RpcCredentials(string? cookieFile, string? userAndPassword, string description)
    {
        _cookieFile = cookieFile;
        _userAndPassword = userAndPassword;
        _description = description;
    }

    public static RpcCredentials Cookie(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new RpcCredentials(path, null, $"the cookie in {path}");
    }

    public static RpcCredentials Password(string user, string password)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(password);
        return user.Contains(':', StringComparison.Ordinal)
            ? throw new ArgumentException(
                "A user name has no colon: HTTP Basic takes what follows it for the password.", nameof(user))
            : new RpcCredentials(null, $"{user}:{password}", $"the password of user '{user}'");
    }

    /// <summary>Whether a folder was named where the cookie file should be.</summary>
    internal bool IsFolder => Directory.Exists(_cookieFile);

    /// <summary>A description without the secret: <c>the cookie in /path/.cookie</c>.</summary>
    public override string ToString() => _description;

    /// <summary>
    /// The Authorization header for one call, which contains the secret.
    /// </summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="IOException">The cookie file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The cookie file may not be read.</exception>
    public async Task<AuthenticationHeaderValue> ReadAsync(CancellationToken cancellationToken)
    {
        string login = _userAndPassword ?? (await File.ReadAllTextAsync(
            _cookieFile!, cancellationToken).ConfigureAwait(false)).Trim();
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login)));
    }
}
