using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ZmqNative.Cli;

/// <summary>
/// The live page at /, its stream of server-sent events at /events, and /metrics (Prometheus).
/// </summary>
internal sealed class PageServer : IAsyncDisposable
{
    // A browser opens six connections to a host, and a page that is not seen has none.
    private const int MostStreams = 64;
    private const int MostConnections = 256;
    private const string Resource = "Page/page.html";

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_wrongTokenDelay = TimeSpan.FromMilliseconds(250);

    private readonly WebApplication _application;
    private readonly PageModel _model;
    private readonly PageToken? _token;
    private readonly string _page;
    private readonly string _policy;
    private int _streams;

    /// <summary>
    /// Measures from now on, so create it before what it measures. It answers after it is started.
    /// </summary>
    /// <param name="model">What the page shows.</param>
    /// <param name="endpoint">Where it listens; its port 0 is any free one.</param>
    /// <param name="token">What opens it; null for anybody, on loopback.</param>
    /// <param name="hosts">Which names it answers to.</param>
    internal PageServer(PageModel model, IPEndPoint endpoint, PageToken? token, RpcHosts hosts)
    {
        (_model, _token) = (model, token);
        using (StreamReader reader = new(typeof(PageServer).Assembly.GetManifestResourceStream(Resource)!))
        {
            _page = reader.ReadToEnd();
        }
        _policy = $"default-src 'none'; script-src '{Hash("script")}'; style-src '{Hash("style")}'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        _application = HttpServer.Build(
            "page",
            server =>
            {
                server.Limits.MaxConcurrentConnections = MostConnections;
                server.Limits.MaxRequestBodySize = 0;
                if (endpoint.Address.Equals(IPAddress.Loopback))
                {
                    HttpServer.ListenOnLoopback(server, endpoint.Port, _ => { });
                }
                else
                {
                    server.Listen(endpoint);
                }
            },
            hosts);
        _application.Use(AdmitAsync);
        HttpServer.UseMetrics(_application);
        _application.Run(AnswerAsync);
    }

    /// <summary>The address of the page, once started.</summary>
    internal Uri Address => new(new Uri(_application.Urls.First()), "/");

    /// <summary>Begins to answer.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    internal Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    /// <summary>Ends it, and all streams.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = _policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (_token is null || _token.Allows(context.Request))
        {
            await next(context);
        }
        else if (context.Request.Path != "/" || !_token.TryTake(context))
        {
            await Task.Delay(s_wrongTokenDelay, context.RequestAborted);
            await HttpServer.WriteAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "text/plain; charset=utf-8",
                $"Open the page as /?token=… with the token that the tool has in {PageToken.Variable}.\n");
        }
    }

    private Task AnswerAsync(HttpContext context) =>
        context.Request.Method is not ("GET" or "HEAD")
            ? HttpServer.WriteAsync(
                context, StatusCodes.Status405MethodNotAllowed, "text/plain", "GET is answered, and nothing else.\n")
        : context.Request.Path == "/"
            ? HttpServer.WriteAsync(context, StatusCodes.Status200OK, "text/html; charset=utf-8", _page)
        : HttpServer.IsGet(context, "/events") ? CountAsync(context)
        : HttpServer.WriteAsync(context, StatusCodes.Status404NotFound, "text/plain", "There is no such page.\n");

    private async Task CountAsync(HttpContext context)
    {
        try
        {
            await (Interlocked.Increment(ref _streams) <= MostStreams ? StreamAsync(context)
                : HttpServer.WriteAsync(
                    context, StatusCodes.Status503ServiceUnavailable, "text/plain", "Too many pages are open.\n"));
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    // A snapshot at once, because a browser regards a stream as open with its first item only. Then
    // what has changed, at most ten times a second, and at least the time each second. Who reads
    // slowly gets fewer items.
    private async Task StreamAsync(HttpContext context)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, _application.Lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        Dictionary<string, string> shown = new(StringComparer.Ordinal);
        long heartbeat = 0, more = 0;
        try
        {
            await context.Response.WriteAsync("retry: 1000\n", end.Token);
            while (true)
            {
                long now = Environment.TickCount64;
                bool withMore = now >= more;
                more = withMore ? now + (long)s_heartbeat.TotalMilliseconds : more;
                string item = Changed(shown, withMore);
                if (item.Length > 0 || now >= heartbeat)
                {
                    heartbeat = now + (long)s_heartbeat.TotalMilliseconds;
                    long time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
                    await context.Response.WriteAsync($$"""data: {"now":{{time}}{{item}}}""" + "\n\n", end.Token);
                    await context.Response.Body.FlushAsync(end.Token);
                }
                await Task.Delay(s_interval, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page or the tool ended.
        }
    }

    private string Changed(Dictionary<string, string> shown, bool withMore)
    {
        StringBuilder changed = new();
        foreach ((string name, string json) in _model.Read(withMore))
        {
            if (shown.GetValueOrDefault(name) != json)
            {
                shown[name] = json;
                _ = changed.Append($",\"{name}\":{json}");
            }
        }
        return changed.ToString();
    }

    private string Hash(string element)
    {
        string begin = $"<{element}>";
        int start = _page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        string content = _page[start.._page.IndexOf($"</{element}>", start, StringComparison.Ordinal)];
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";
    }
}
