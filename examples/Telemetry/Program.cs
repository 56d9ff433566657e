using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using Telemetry;
using ZmqNative.Interop;

// A subscriber whose metrics and log go to OpenTelemetry: the meter ZmqNative (docs/diagnostics.md
// lists its instruments) and the log categories of the library. They are sent to a collector if
// OTEL_EXPORTER_OTLP_ENDPOINT is set, such as http://127.0.0.1:4317, else printed; the other
// variables of OpenTelemetry apply, too.
//
//     dotnet run --project examples/Telemetry -- tcp://127.0.0.1:28332 hashblock hashtx
//
// Without topics it subscribes to all there are. Ctrl-C or SIGTERM ends it, after what is left has
// been exported. docs/diagnostics.md says what to alert on.
if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: Telemetry PUBLISHER [TOPIC...]");
    return 1;
}
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
bool hasCollector = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 };
builder.Logging.ClearProviders();
OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
    .WithMetrics(metrics =>
    {
        // The second is that of the binding: contexts that could not be ended.
        metrics.AddMeter("ZmqNative", "ZmqNative.Interop");
        if (!hasCollector)
        {
            metrics.AddConsoleExporter();
        }
    })
    .WithLogging(
        logging =>
        {
            if (!hasCollector)
            {
                logging.AddConsoleExporter();
            }
        },
        options => options.IncludeFormattedMessage = true);
if (hasCollector)
{
    telemetry.UseOtlpExporter();
}
builder.Services.AddSingleton(services => new Consumer(args[0], args[1..], services.GetRequiredService<ILoggerFactory>()));
builder.Services.AddHostedService(services => services.GetRequiredService<Consumer>());
using IHost host = builder.Build();
try
{
    // First what listens to the meter, or the first messages would not be counted. Both here, and not
    // when the host starts, which would log a wrong address as a fault of the program.
    _ = host.Services.GetRequiredService<MeterProvider>();
    _ = host.Services.GetRequiredService<Consumer>();
    await host.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is ZmqException or ArgumentException)
{
    Console.Error.WriteLine($"Cannot subscribe to '{args[0]}': {exception.Message.TrimEnd('.')}.");
    return 1;
}
