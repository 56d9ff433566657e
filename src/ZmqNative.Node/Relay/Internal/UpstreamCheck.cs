using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Asks a node, once for each connection, what its messages cannot show: which topics it publishes
/// there, and whether its blocks are hashed as Bitcoin's are.
/// </summary>
internal sealed class UpstreamCheck(NodeRpc rpc, string upstream, IReadOnlyList<PublishedTopic> published)
{
    private Task? _call;

    /// <summary>
    /// Which topics cannot come, and why: one sentence. Null while none is known to be missing.
    /// </summary>
    internal string? Missing { get; private set; }

    /// <summary>Whether the header of the node's tip does not hash to the tip.</summary>
    internal bool HasForeignHashes { get; private set; }

    /// <summary>There is a new connection, perhaps to a node that is configured otherwise.</summary>
    internal void Restart() => _call = null;

    /// <summary>Asks, until the node has answered. Does not wait.</summary>
    internal void Poll(CancellationToken cancellationToken)
    {
        if (_call is null or { IsFaulted: true })
        {
            _call = AskAsync(cancellationToken);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ActiveNotification> node =
            await rpc.GetZmqNotificationsAsync(cancellationToken).ConfigureAwait(false);
        Missing = UpstreamTopics.MissingAt(upstream, rpc.Address.Host, node, published);
        if (published.Any(one => one.Topic == Topic.HashBlock)
            && !node.Any(row => row.Type == Topic.HashBlock.NotifierType))
        {
            Hash256 tip = await rpc.GetBestBlockHashAsync(cancellationToken).ConfigureAwait(false);
            byte[] raw = await rpc.GetBlockAsync(tip, cancellationToken).ConfigureAwait(false);
            HasForeignHashes = BlockHeader.Read(raw).Hash != tip;
        }
    }
}
