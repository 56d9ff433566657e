using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Asks a node, once for each connection, what its messages cannot show: which topics it publishes
/// there, and whether its blocks are hashed as Bitcoin's are.
/// </summary>
/// <param name="rpc">The node.</param>
/// <param name="upstream">The address that is subscribed to.</param>
/// <param name="published">The topics to publish.</param>
/// <param name="hasCome">Whether messages of a topic have come over the connection.</param>
internal sealed class UpstreamCheck(
    NodeRpc rpc, string upstream, IReadOnlyList<PublishedTopic> published, Func<Topic, bool> hasCome)
{
    // A node that refuses would write each call to its log.
    private const int AskAgainAfter = 30_000;

    private Task? _call;
    private long _asked;
    private volatile IReadOnlyList<ActiveNotification>? _node;

    /// <summary>
    /// Which topics cannot come, and why: one sentence. Null while none is known to be missing.
    /// </summary>
    internal string? Missing => _node is { } node ? UpstreamTopics.MissingAt(
        upstream, rpc.Address.Host, node, published.Where(one => !hasCome(one.Topic))) : null;

    /// <summary>Why it is not known which topics cannot come: one sentence. Null otherwise.</summary>
    internal string? NotChecked =>
        _call?.Exception?.InnerException is RpcException { IsUnreachable: false, IsWarmingUp: false } refusal
            ? $"Whether all topics come was not checked: {refusal.Message}" : null;

    /// <summary>Whether the node publishes at the address, so that no relay is there.</summary>
    internal bool IsOfNode => _node is { } node && UpstreamTopics.RowsAt(upstream, rpc.Address.Host, node).Any();

    /// <summary>Whether the header of the node's tip does not hash to the tip.</summary>
    internal bool HasForeignHashes { get; private set; }

    /// <summary>There is a new connection, perhaps to a node that is configured otherwise.</summary>
    internal void Restart() => _call = null;

    /// <summary>Asks, until the node has answered. Does not wait.</summary>
    internal void Poll(CancellationToken cancellationToken)
    {
        if (_call is null || (_call.IsFaulted
            && (NotChecked is null || Environment.TickCount64 - _asked > AskAgainAfter)))
        {
            _asked = Environment.TickCount64;
            _call = AskAsync(cancellationToken);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ActiveNotification> node =
            await rpc.GetZmqNotificationsAsync(cancellationToken).ConfigureAwait(false);
        _node = node;
        if (published.Any(one => one.Topic == Topic.HashBlock)
            && !node.Any(row => row.Type == Topic.HashBlock.NotifierType))
        {
            Hash256 tip = await rpc.GetBestBlockHashAsync(cancellationToken).ConfigureAwait(false);
            byte[] raw = await rpc.GetBlockAsync(tip, cancellationToken).ConfigureAwait(false);
            HasForeignHashes = BlockHeader.Read(raw).Hash != tip;
        }
    }
}
