using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZmqNative.Subscribing;

namespace Telemetry;

/// <summary>Receives, and leaves it to the library to count and to log.</summary>
internal sealed class Consumer : BackgroundService
{
    private readonly NotificationSubscriber _subscriber;

    internal Consumer(string address, string[] topics, ILoggerFactory logging) =>
        _subscriber = new NotificationSubscriber(new() { Addresses = { address }, Topics = [.. topics] }, logging);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _subscriber.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (StreamItem item in _subscriber.WithCancellation(stoppingToken))
        {
            // The place for what the program does with a notification.
        }
    }
}
