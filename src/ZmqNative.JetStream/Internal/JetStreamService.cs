using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZmqNative.Publishing;

namespace ZmqNative.JetStream;

/// <summary>Runs the publisher as long as a host.</summary>
/// <param name="services">
/// Queried at start and not before, so that the notification interface is initialised by then.
/// </param>
internal sealed class JetStreamService(IServiceProvider services) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Options that are invalid fail the start of the host.
        services.GetRequiredService<JetStreamPublisher>()
            .Attach(services.GetRequiredService<NotificationInterface>());
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        services.GetRequiredService<JetStreamPublisher>().RunAsync(stoppingToken);
}
