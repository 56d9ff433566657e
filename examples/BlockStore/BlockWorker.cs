using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace BlockStore;

/// <summary>Follows the chain from the database's position, and writes each step there.</summary>
internal sealed partial class BlockWorker(NodeRpc rpc, BlockDatabase database, int? height, ILogger<BlockWorker> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        PublisherDiscovery publishers = await PublisherDiscovery.FindAsync(rpc, ["hashblock", "sequence"], stoppingToken);
        if (publishers.Addresses.Count == 0)
        {
            throw new InvalidOperationException(
                "The node publishes neither hashblock nor sequence: set -zmqpubhashblock=ADDRESS.");
        }
        if (database.Position is null)
        {
            database.Begin(height is { } above
                ? await rpc.GetBlockHashAsync(above, stoppingToken) : await rpc.GetBestBlockHashAsync(stoppingToken));
        }
        Hash256? position = database.Position;
        BlockFollower follower = new(rpc, position);
        await using NotificationSubscriber subscriber = new(new()
        {
            Addresses = [.. publishers.Addresses],
            Topics = { "hashblock", "sequence" },
        });
        LogFollowing($"{position}", string.Join(", ", publishers.Addresses));
        await foreach (StreamItem item in subscriber.WithCancellation(stoppingToken))
        {
            await foreach (ChainStep step in follower.ObserveAsync(item, stoppingToken))
            {
                byte[]? raw = step.IsConnected ? await rpc.GetBlockAsync(step.Hash, stoppingToken) : null;
                database.Apply(step, raw);
                LogStep(step.IsConnected ? "stored" : "deleted", step.Height, $"{step.Hash}");
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "following from {Position} at {Addresses}")]
    private partial void LogFollowing(string position, string addresses);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Change} {Height} {Hash}")]
    private partial void LogStep(string change, int height, string hash);
}
