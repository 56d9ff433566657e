using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using ZmqNative.Security;

namespace ZmqNative.Cli;

/// <summary>What the servers of the RPC and of the page have in common.</summary>
internal static class HttpServer
{
    // One client that asks again as soon as it is answered was seen to reach a few thousand over loopback.
    internal const int RequestsPerSecond = 10_000;

    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A server that refuses requests meant for other hosts, and what exceeds a rate. It measures from
    /// now on.
    /// </summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="configure">Sets limits, and where it listens.</param>
    /// <param name="hosts">Which names it answers to.</param>
    /// <param name="perSecond">The requests that it answers in a second.</param>
    internal static WebApplication Build(
        string name, Action<KestrelServerOptions> configure, RpcHosts hosts, int perSecond = RequestsPerSecond)
    {
        // An empty builder, without configuration files, environment variables and log.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            configure(server);
        });
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdownTimeout);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(
                resource => resource.Clear().AddService("zmqnative", autoGenerateServiceInstanceId: false))
            .WithMetrics(metrics => metrics.AddMeter(nameof(ZmqNative), "ZmqNative.Interop").AddPrometheusExporter());
        WebApplication application = builder.Build();
        _ = application.Services.GetRequiredService<MeterProvider>();
        application.Use(
            Limit(perSecond, new LimitReport("http", name, new ConsoleLog(LogLevel.Warning).CreateLogger(name))));
        application.Use((context, next) => hosts.Allow(context.Request) ? next(context)
            : WriteAsync(context, StatusCodes.Status403Forbidden, "text/plain", $"{hosts.Refusal}\n"));
        return application;
    }

    /// <summary>Answers <c>/metrics</c> for Prometheus.</summary>
    internal static void UseMetrics(WebApplication application) =>
        application.UseOpenTelemetryPrometheusScrapingEndpoint(context => IsGet(context, "/metrics"));

    /// <summary>Listens on 127.0.0.1 and ::1; on any free port, 0, of 127.0.0.1 only.</summary>
    internal static void ListenOnLoopback(KestrelServerOptions server, int port, Action<ListenOptions> configure)
    {
        if (port == 0)
        {
            server.Listen(IPAddress.Loopback, port, configure);
        }
        else
        {
            server.ListenLocalhost(port, configure);
        }
    }

    internal static bool IsGet(HttpContext context, string target) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            && Target(context) == target;

    internal static string Target(HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    internal static async Task WriteAsync(HttpContext context, int status, string contentType, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    // The status of bitcoind's "Work queue depth exceeded": bitcoin-cli shows the text.
    private static Func<HttpContext, RequestDelegate, Task> Limit(int perSecond, LimitReport report)
    {
        RequestRate rate = new(perSecond, perSecond);
        string limit = $"{perSecond} requests a second";
        report.Begin();
        return (context, next) =>
        {
            bool isAllowed;
            lock (rate)
            {
                isAllowed = rate.TryTake(Environment.TickCount64);
                if (!isAllowed)
                {
                    report.Exceeded(limit);
                }
            }
            if (isAllowed)
            {
                return next(context);
            }
            context.Response.Headers.RetryAfter = "1";
            return WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "text/plain", $"More than {limit}.\n");
        };
    }

    /// <summary>Ctrl-C and SIGTERM are the program's, not a host's.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
