using System.CommandLine;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Cli;

/// <summary>Options that say where a node's RPC is and how to log in.</summary>
internal sealed class NodeOptions
{
    /// <summary>Where the node is.</summary>
    internal Option<string?> Address { get; } =
        new("--node") { Description = "The node's RPC: http://127.0.0.1:8332.", HelpName = "URL" };
    private readonly Option<string?> _cookie =
        new("--node-cookie") { Description = "Its cookie file, .cookie in its data directory.", HelpName = "FILE" };
    private readonly Option<string?> _user = new("--node-user")
    {
        Description = "User instead of a cookie; the password is in the environment variable ZMQNATIVE_NODE_PASSWORD.",
        HelpName = "NAME",
    };

    internal NodeOptions(Command command)
    {
        command.Add(Address);
        command.Add(_cookie);
        command.Add(_user);
    }

    /// <summary>The node; null when none is named.</summary>
    internal NodeRpc? Create(ParseResult parsed)
    {
        if (parsed.GetValue(Address) is not { } node)
        {
            return null;
        }
        if (!Uri.TryCreate(node, UriKind.Absolute, out Uri? address))
        {
            throw new ArgumentException($"--node takes an address such as http://127.0.0.1:8332, not '{node}'.");
        }
        return new NodeRpc(address, Credentials(parsed)!);
    }

    /// <summary>How to log in to the node; null when none is named.</summary>
    internal RpcCredentials? Credentials(ParseResult parsed) =>
        (parsed.GetValue(Address), parsed.GetValue(_cookie), parsed.GetValue(_user)) switch
        {
            (null, _, _) => null,
            (_, { } cookie, null) => RpcCredentials.Cookie(cookie),
            (_, null, { } user) => RpcCredentials.Password(
                user, Environment.GetEnvironmentVariable("ZMQNATIVE_NODE_PASSWORD") ?? string.Empty),
            _ => throw new ArgumentException("--node needs either --node-cookie or --node-user."),
        };
}
