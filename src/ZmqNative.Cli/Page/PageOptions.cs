using System.CommandLine;
using System.Globalization;
using System.Net;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Cli;

/// <summary>The options of the live page, and the server they configure.</summary>
internal sealed class PageOptions
{
    private readonly Option<string?> _page = new("--page")
    {
        Description = "Serve a live page for browsers, and /metrics, on this port of 127.0.0.1 and ::1; 0 is any free "
            + "port of 127.0.0.1. Beyond loopback, such as 0.0.0.0:8400, it needs a token in the environment variable "
            + $"{PageToken.Variable}. See docs/page.md.",
        HelpName = "[ADDR:]PORT",
    };

    private readonly Option<string[]> _hosts = new("--page-host")
    {
        Description = "A further name by which the page is opened, such as that of a reverse proxy; may be repeated. "
            + "Without it: localhost, and the address that is connected to.",
        HelpName = "NAME",
    };

    internal PageOptions(Command command)
    {
        command.Add(_page);
        command.Add(_hosts);
    }

    /// <summary>
    /// The page; null without <c>--page</c>. Create it before what it measures.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="command">The command's name.</param>
    /// <param name="rpc">The node whose mempool is shown; null without one.</param>
    /// <exception cref="ArgumentException">
    /// The options are invalid, the token is missing, or the limit of open files is too low.
    /// </exception>
    internal LivePage? Create(ParseResult parsed, string command, NodeRpc? rpc)
    {
        string[] hosts = parsed.GetValue(_hosts) ?? [];
        if (parsed.GetValue(_page) is not { } text)
        {
            return hosts.Length == 0 ? null : throw new ArgumentException("--page-host needs --page.");
        }
        IPEndPoint endpoint = Parse(text);
        PageToken? token = PageToken.Read(Environment.GetEnvironmentVariable(PageToken.Variable));
        if (token is null && !IPAddress.IsLoopback(endpoint.Address))
        {
            throw new ArgumentException($"--page={text} can be reached from other machines, so it needs a token in the "
                + $"environment variable {PageToken.Variable}.");
        }
        if (!DescriptorLimit.Suffices(DescriptorLimit.ForRpc))
        {
            throw new ArgumentException(DescriptorLimit.Describe(DescriptorLimit.ForRpc));
        }
        PageModel model = new(command);
        LivePage page = new(model, new PageServer(model, endpoint, token, new RpcHosts(hosts, "--page-host")));
        if (rpc is not null)
        {
            page.ShowMempool(rpc);
        }
        return page;
    }

    private static IPEndPoint Parse(string text)
    {
        // An address without a port would be one with port 0.
        int colon = text.LastIndexOf(':');
        return ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            && (colon < 0 || !text.EndsWith(']'))
            && IPAddress.TryParse(colon < 0 ? "127.0.0.1" : text[..colon], out IPAddress? address)
            ? new IPEndPoint(address, port)
            : throw new ArgumentException(
                $"--page takes a port from 0 to 65535, or an address and a port such as 0.0.0.0:8400, not '{text}'.");
    }
}
