using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ZmqNative.Node.Relay;
using ZmqNative.Publishing;

namespace ZmqNative.Cli;

/// <summary>
/// bitcoind's JSON-RPC methods for notifications, at / and /wallet/, and /healthz and /metrics
/// (Prometheus) without a login. It listens on loopback only.
/// </summary>
/// <remarks>
/// Host and Origin have to name this machine, unlike in bitcoind, so that no page in a browser on it
/// reads /healthz and /metrics (DNS rebinding). Calls need a login, which a browser does not have.
/// </remarks>
internal sealed class RpcServer : IAsyncDisposable
{
    // Calls at once beside others that are slow: 450 were tried. Each is a descriptor.
    private const int MostConnections = 512;
    private const string BitcoindsText = "text/html; charset=ISO-8859-1";
    private static readonly TimeSpan s_wrongPasswordDelay = TimeSpan.FromMilliseconds(250);

    private readonly WebApplication _application;
    private readonly RpcAnswers _answers;
    private readonly RpcHealth _health;
    private readonly RpcLogin _login;

    /// <summary>
    /// Measures from now on, so create it before the notifications are initialised. It answers
    /// after it is started.
    /// </summary>
    /// <param name="notifications">The notifications that getzmqnotifications lists.</param>
    /// <param name="feed">
    /// The feed whose state /healthz reports; null when publishing from files.
    /// </param>
    /// <param name="port">TCP, on 127.0.0.1 and ::1; 0 is any free one, on 127.0.0.1.</param>
    /// <param name="login">Who may call.</param>
    /// <param name="hosts">Which names it answers to.</param>
    /// <param name="requestsPerSecond">The requests that it answers in a second.</param>
    internal RpcServer(
        NotificationInterface notifications, Func<FeedStatus>? feed, int port, RpcLogin login, RpcHosts hosts,
        int requestsPerSecond = HttpServer.RequestsPerSecond)
    {
        _answers = new RpcAnswers(new RpcMethods(notifications));
        _health = new RpcHealth(feed, () => notifications.History?.StoreFailure);
        _login = login;
        _application = HttpServer.Build(
            "rpc",
            server =>
            {
                server.Limits.MaxConcurrentConnections = DescriptorLimit.AtMostQuarter(MostConnections);
                // The limit of Core's HTTP server for a body (MAX_SIZE).
                server.Limits.MaxRequestBodySize = 0x02000000;
                HttpServer.ListenOnLoopback(server, port, listen => listen.Use(AnyHost.Accept));
            },
            hosts,
            requestsPerSecond);
        HttpServer.UseMetrics(_application);
        _application.Run(AnswerAsync);
    }

    /// <summary>The port it listens on, once started.</summary>
    internal int Port => new Uri(_application.Urls.First()).Port;

    /// <summary>Begins to answer.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    internal Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    /// <summary>Ends it; who is being answered gets a second.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    // The checks are in bitcoind's order.
    private async Task AnswerAsync(HttpContext context)
    {
        if (HttpServer.IsGet(context, "/healthz"))
        {
            (int status, string json) = _health.Read();
            await HttpServer.WriteAsync(context, status, "application/json", $"{json}\n");
        }
        else if (HttpMethods.IsDelete(context.Request.Method))
        {
            await HttpServer.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, BitcoindsText, string.Empty);
        }
        else if (HttpServer.Target(context) is not "/" and var target
            && !target.StartsWith("/wallet/", StringComparison.Ordinal))
        {
            await HttpServer.WriteAsync(context, StatusCodes.Status404NotFound, BitcoindsText, string.Empty);
        }
        else if (!HttpMethods.IsPost(context.Request.Method))
        {
            await HttpServer.WriteAsync(
                context, StatusCodes.Status405MethodNotAllowed, BitcoindsText,
                "JSONRPC server handles only POST requests");
        }
        else if (!await LogInAsync(context))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"jsonrpc\"";
            await HttpServer.WriteAsync(context, StatusCodes.Status401Unauthorized, BitcoindsText, string.Empty);
        }
        else
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (_answers.To(body.GetBuffer().AsMemory(0, (int)body.Length)) is (var status, { } text))
            {
                await HttpServer.WriteAsync(context, status, "application/json", $"{text}\n");
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
        }
    }

    private async Task<bool> LogInAsync(HttpContext context)
    {
        string? authorization = context.Request.Headers.Authorization;
        bool allowed = _login.Allows(authorization);
        if (!allowed && authorization is not null)
        {
            // The same delay as bitcoind's, against guessing.
            await Task.Delay(s_wrongPasswordDelay, context.RequestAborted);
        }
        return allowed;
    }
}
