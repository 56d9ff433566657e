using ZmqNative.Node.Rpc;

namespace ZmqNative.Cli;

/// <summary>How to log in to an RPC: by a cookie file, or by user and password.</summary>
internal sealed class NodeLogin
{
    private readonly Func<string> _read;
    private readonly Func<Uri, NodeRpc> _connect;

    private NodeLogin(Func<string> read, Func<Uri, NodeRpc> connect) => (_read, _connect) = (read, connect);

    internal static NodeLogin Cookie(string file) =>
        new(() => File.ReadAllText(file).Trim(), address => new NodeRpc(address, file));

    internal static NodeLogin Password(string user, string password) =>
        new(() => $"{user}:{password}", address => new NodeRpc(address, user, password));

    /// <summary>User, colon and password; a cookie file is read each time.</summary>
    /// <exception cref="IOException">The cookie file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The cookie file may not be read.</exception>
    internal string Read() => _read();

    internal NodeRpc Connect(Uri address) => _connect(address);
}
