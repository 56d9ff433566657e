using ZmqNative.Interop;
using ZmqNative.Node;
using ZmqNative.Notifiers;
using ZmqNative.Rpc;
using ZmqNative.Subscriber;

namespace ZmqNative.Feeds;

/// <summary>Publishes blocks as a node does that leaves some and connects others, with their bytes from its RPC.</summary>
internal sealed class ChainPublisher(NodeRpc rpc, NotificationInterface notifications)
{
    private (Hash256 Hash, byte[] Raw)? _block;

    /// <summary>Gives the block that is being published.</summary>
    internal bool TryReadBlock(BlockIndex index, ZmqMessage body)
    {
        if (_block is not { } block || block.Hash != index.Hash)
        {
            return false;
        }
        body.Adopt(block.Raw);
        return true;
    }

    /// <summary>Leaves some blocks and connects others. Blocks that the node has pruned are told without their transactions and without rawblock.</summary>
    /// <param name="path">The way.</param>
    /// <param name="cancellationToken">Ends the wait for the node.</param>
    /// <exception cref="RpcException">The node refuses the call.</exception>
    internal async Task PublishAsync(ChainPath path, CancellationToken cancellationToken)
    {
        foreach (Hash256 block in path.Forgotten)
        {
            notifications.Notify(new BlockIndex(block, UpstreamRelay.UnknownHeight), static (notifier, index) => notifier.NotifyBlockDisconnect(index));
        }
        foreach (BlockHeaderInfo header in path.Disconnected)
        {
            BlockIndex index = new(header.Hash, header.Height);
            if (await TryGetBlockAsync(index, cancellationToken).ConfigureAwait(false) is { } block)
            {
                notifications.BlockDisconnected(block, index);
            }
            else
            {
                notifications.Notify(index, static (notifier, index) => notifier.NotifyBlockDisconnect(index));
            }
        }
        // One activation (Core: ActivateBestChainStep) goes on until there is more work than before, and tells of the tip once.
        int before = path.Disconnected.Count > 0 && path.Connected[^1].Height > path.Disconnected[0].Height ? path.Disconnected[0].Height : -1;
        foreach (BlockHeaderInfo header in path.Connected)
        {
            await ConnectAsync(new BlockIndex(header.Hash, header.Height), isTip: header.Height > before, cancellationToken).ConfigureAwait(false);
        }
        _block = null;
    }

    private async Task ConnectAsync(BlockIndex index, bool isTip, CancellationToken cancellationToken)
    {
        if (await TryGetBlockAsync(index, cancellationToken).ConfigureAwait(false) is { } block)
        {
            notifications.BlockConnected(ChainstateRole.Normal, block, index);
            if (isTip)
            {
                notifications.UpdatedBlockTip(index, fork: null, initialDownload: false);
            }
            return;
        }
        notifications.Notify(index, static (notifier, index) => notifier.NotifyBlockConnect(index));
        if (isTip)
        {
            notifications.Notify(index, static (notifier, index) => notifier.Type == "pubrawblock" || notifier.NotifyBlock(index));
        }
    }

    private async Task<Block?> TryGetBlockAsync(BlockIndex index, CancellationToken cancellationToken)
    {
        try
        {
            byte[] raw = await NodePatience.AskAsync(token => rpc.GetBlockAsync(index.Hash, token), cancellationToken).ConfigureAwait(false);
            _block = (index.Hash, raw);
            return Block.Parse(raw);
        }
        catch (RpcException exception) when (exception.Code is not null)
        {
            return null;
        }
    }
}
