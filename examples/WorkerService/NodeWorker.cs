using Microsoft.Extensions.Hosting;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

namespace WorkerService;

/// <summary>Tells what happens in a node, here a recorded one, an event a second.</summary>
/// <param name="node">Where the events come from.</param>
/// <param name="notifications">Publishes them; asking for it opened the sockets.</param>
internal sealed class NodeWorker(SessionTrace node, INodeEvents notifications) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (NodeEvent nodeEvent in node.ReadEvents())
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            nodeEvent(notifications);
        }
    }
}
