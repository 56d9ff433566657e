using Microsoft.Extensions.Hosting;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

namespace WorkerService;

/// <summary>Raises the events of a node, here of a recorded session, one a second.</summary>
/// <param name="node">The source of the events.</param>
/// <param name="notifications">Publishes them; the host has opened its sockets.</param>
internal sealed class NodeWorker(SessionTrace node, INodeEvents notifications) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (Action<INodeEvents> nodeEvent in node.ReadEvents())
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            nodeEvent(notifications);
        }
    }
}
