using Microsoft.Extensions.Logging;
using ZmqNative.Interop;
using ZmqNative.Security;

namespace ZmqNative.Link;

/// <summary>Opens the sockets of a link, one after another, with its context and its keys.</summary>
internal sealed class LinkSockets : IDisposable
{
    private readonly NodeLinkOptions _options;
    private readonly ZmqContext _context;
    private readonly ServerSecurity? _server;
    private readonly ClientSecurity? _client;

    internal LinkSockets(NodeLinkOptions options, ILoggerFactory? loggerFactory)
    {
        _options = options;
        _context = options.Context ?? new ZmqContext();
        try
        {
            _server = ServerSecurity.Create(_context, options.Curve, options.Plain, onRevoked: null, loggerFactory);
            _client = ClientSecurity.Create(
                options.CurveServerKey, options.CurveCertificate, options.PlainLogin, [options.Connect ?? ""],
                loggerFactory);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Binds or connects a new socket; a bound one is opened once.</summary>
    internal LinkSocket Open()
    {
        LinkSocket socket = new(_context, _options, Protect);
        _server?.ForgetKey();
        return socket;
    }

    /// <summary>Whether the key or name of a peer was taken off the list while it was connected.</summary>
    internal bool IsRevoked(ZapUser? user) => _server?.IsRevoked(user) == true;

    /// <summary>Called after the last socket is disposed of.</summary>
    public void Dispose()
    {
        _server?.Dispose();
        _client?.Dispose();
        if (_options.Context is null)
        {
            _context.Dispose();
        }
    }

    private void Protect(ZmqSocket socket)
    {
        _server?.Protect(socket, _options.Bind!);
        _client?.Prepare(socket);
    }
}
