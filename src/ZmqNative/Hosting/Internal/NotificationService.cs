using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZmqNative.Publishing;

namespace ZmqNative.Hosting;

/// <summary>Starts the notifier with a host, and shuts it down with it.</summary>
/// <param name="services">
/// Queried at start and not before, because a host creates all its services first, and one of them
/// may listen to the meter.
/// </param>
internal sealed class NotificationService(IServiceProvider services) : IHostedService
{
    private NotificationInterface? _notifications;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _notifications = services.GetRequiredService<NotificationInterface>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _ = _notifications?.Shutdown();
        return Task.CompletedTask;
    }
}
