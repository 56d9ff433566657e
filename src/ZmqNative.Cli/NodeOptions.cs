using System.CommandLine;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Cli;

/// <summary>Options that say where a node's RPC is and how to log in.</summary>
internal sealed class NodeOptions
{
    private const string PasswordVariable = "ZMQNATIVE_NODE_PASSWORD";

    private readonly Option<string?> _cookie =
        new("--node-cookie") { Description = "Its cookie file, .cookie in its data directory.", HelpName = "FILE" };
    private readonly Option<string?> _user = new("--node-user")
    {
        Description = $"User instead of a cookie; the password is in the environment variable {PasswordVariable}.",
        HelpName = "NAME",
    };

    internal NodeOptions(Command command)
    {
        command.Add(Address);
        command.Add(_cookie);
        command.Add(_user);
    }

    /// <summary>Where the node is.</summary>
    internal Option<string?> Address { get; } = new("--node")
    {
        Description = "The node's RPC: http://127.0.0.1:8332, or its data directory, whose bitcoin.conf and cookie say "
            + "the rest. With an address of this machine and no login, they are looked for in ~/.bitcoin.",
        HelpName = "URL_OR_DIR",
    };

    /// <summary>The node; null when none is named.</summary>
    internal NodeRpc? Create(ParseResult parsed, string[] bitcoinOptions) =>
        Find(parsed, bitcoinOptions) is ({ } address, { } login) ? login.Connect(address) : null;

    /// <summary>Where the node is and how to log in to it; null when none is named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="bitcoinOptions">Options of bitcoind, of which -conf and the chain count.</param>
    /// <exception cref="ArgumentException">The options do not say how to log in.</exception>
    internal (Uri Address, NodeLogin Login)? Find(ParseResult parsed, string[] bitcoinOptions)
    {
        (string? node, string? cookie, string? user) =
            (parsed.GetValue(Address), parsed.GetValue(_cookie), parsed.GetValue(_user));
        if (node is null)
        {
            return null;
        }
        NodeFolder? folder = Directory.Exists(node) ? new NodeFolder(node, bitcoinOptions) : null;
        Uri? address = folder?.Address;
        if (address is null && !Uri.TryCreate(node, UriKind.Absolute, out address))
        {
            throw new ArgumentException(
                $"--node takes an address such as http://127.0.0.1:8332, or the node's data directory, not '{node}'.");
        }
        return (address, (cookie, user) switch
        {
            ({ } file, null) => NodeLogin.Cookie(file),
            (null, { } name) => NodeLogin.Password(name, Password()),
            (null, null) when (folder ?? NodeFolder.Default(address, bitcoinOptions))?.Login is { } login => login,
            _ => throw new ArgumentException("--node needs either --node-cookie or --node-user."),
        });
    }

    private static string Password() => Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password
        ? password
        : throw new ArgumentException($"--node-user needs a password in the environment variable {PasswordVariable}.");
}
