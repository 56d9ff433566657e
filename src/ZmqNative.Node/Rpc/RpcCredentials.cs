using System.Net.Http.Headers;
using System.Text;

namespace ZmqNative.Node.Rpc;

/// <summary>How to log in to a node's RPC (HTTP Basic): with its cookie file, or with a user and a password. Never shows a password.</summary>
public sealed class RpcCredentials
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

    /// <summary>
    /// The file <c>.cookie</c> in the node's data directory (below it for test networks: <c>regtest/.cookie</c>), or what
    /// <c>-rpccookiefile</c> says. Read for each call, since a node makes a new one whenever it starts.
    /// </summary>
    /// <param name="path">The file. It need not be there yet.</param>
    public static RpcCredentials Cookie(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new RpcCredentials(path, null, $"the cookie in {path}");
    }

    /// <summary>What <c>-rpcauth</c>, or <c>-rpcuser</c> and <c>-rpcpassword</c>, let in.</summary>
    /// <param name="user">The name; without a colon.</param>
    /// <param name="password">The password; it may be anything.</param>
    /// <exception cref="ArgumentException">The name has a colon.</exception>
    public static RpcCredentials Password(string user, string password)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(password);
        return user.Contains(':', StringComparison.Ordinal)
            ? throw new ArgumentException("A user name has no colon: HTTP Basic takes what follows it for the password.", nameof(user))
            : new RpcCredentials(null, $"{user}:{password}", $"the password of user '{user}'");
    }

    /// <summary>Whose credentials these are, without the secret: <c>the cookie in /path/.cookie</c>.</summary>
    public override string ToString() => _description;

    /// <summary>The header Authorization for one call. It holds the secret; a server may compare it with what it was sent.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="IOException">The cookie file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The cookie file may not be read.</exception>
    public async Task<AuthenticationHeaderValue> ReadAsync(CancellationToken cancellationToken)
    {
        string login = _userAndPassword ?? (await File.ReadAllTextAsync(_cookieFile!, cancellationToken).ConfigureAwait(false)).Trim();
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login)));
    }
}
