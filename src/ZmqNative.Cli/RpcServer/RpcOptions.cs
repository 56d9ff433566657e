using System.CommandLine;
using System.Globalization;
using System.Net;
using ZmqNative.Node.Relay;
using ZmqNative.Publishing;

namespace ZmqNative.Cli;

/// <summary>
/// The options of the RPC server of <c>publish</c>, and the server they configure.
/// </summary>
internal sealed class RpcOptions
{
    private const string PasswordVariable = "ZMQNATIVE_RPC_PASSWORD";

    private readonly Option<int?> _port = new("--rpcport")
    {
        Description = "Answer getzmqnotifications and help as bitcoind does, and GET /healthz and /metrics without "
            + "a login, on this port of 127.0.0.1 and ::1; 0 is any free port of 127.0.0.1. Off without it.",
        HelpName = "N",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            {
                result.AddError(
                    $"--rpcport takes a whole number from {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}, not '{text}'.");
            }
            return port;
        },
    };

    private readonly Option<string?> _cookie = new("--rpccookiefile")
    {
        Description = "Where the RPC writes its cookie. Without it and --rpcuser: zmqnative/N.cookie in the user's "
            + "folder for data, such as ~/.local/share.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _user = new("--rpcuser")
    {
        Description = $"Who may call by a password; it is in the environment variable {PasswordVariable}.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _hosts = new("--rpcallowhost")
    {
        Description = "A further name that Host and Origin of a request may have, such as that of a reverse proxy; may "
            + "be repeated. Without it: localhost, 127.0.0.1, ::1 or none.",
        HelpName = "NAME",
    };

    internal RpcOptions(Command command)
    {
        command.Add(_hosts);
        command.Add(_port);
        command.Add(_cookie);
        command.Add(_user);
    }

    /// <summary>
    /// The endpoint; null without <c>--rpcport</c>. Create it before the notifications are
    /// initialised.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="notifications">The notifications that it reports.</param>
    /// <param name="feed">Reads the status of the node that is followed; null without one.</param>
    /// <param name="node">The login to that node, which is accepted here as well.</param>
    /// <exception cref="ArgumentException">
    /// The options contradict each other, the password is missing, or the limit of open files is too
    /// low.
    /// </exception>
    internal RpcEndpoint? Create(
        ParseResult parsed, NotificationInterface notifications, Func<FeedStatus>? feed,
        params IEnumerable<NodeLogin> node)
    {
        (string? cookieFile, string? user) = (parsed.GetValue(_cookie), parsed.GetValue(_user));
        if (parsed.GetValue(_port) is not { } port)
        {
            return cookieFile is null && user is null && (parsed.GetValue(_hosts) ?? []).Length == 0
                ? null : throw new ArgumentException("--rpccookiefile, --rpcuser and --rpcallowhost need --rpcport.");
        }
        if (!DescriptorLimit.Suffices(DescriptorLimit.ForRpc))
        {
            throw new ArgumentException(DescriptorLimit.Describe(DescriptorLimit.ForRpc));
        }
        List<NodeLogin> logins = [.. node];
        if (user is not null)
        {
            logins.Add(NodeLogin.Password(
                user,
                Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password
                    ? password : throw new ArgumentException(
                        $"--rpcuser needs a password in the environment variable {PasswordVariable}.")));
        }
        RpcCookie? cookie = user is null || cookieFile is not null ? new RpcCookie() : null;
        if (cookie is not null)
        {
            logins.Add(cookie.Login);
        }
        RpcHosts hosts = new(parsed.GetValue(_hosts) ?? []);
        return new RpcEndpoint(
            new RpcServer(notifications, feed, port, new RpcLogin(logins), hosts), cookie, cookieFile);
    }
}
