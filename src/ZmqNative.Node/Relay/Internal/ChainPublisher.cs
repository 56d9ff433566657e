using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>Publishes steps of the node's chain as the node would, with blocks from its RPC.</summary>
/// <param name="rpc">The node.</param>
/// <param name="connected">Told of each block that was connected, after it was published.</param>
/// <param name="incomplete">Told of each block that the node does not have any more, before it is published.</param>
internal sealed class ChainPublisher(NodeRpc rpc, Action<Block>? connected = null, Action<BlockIndex>? incomplete = null)
{
    private (Hash256 Hash, byte[] Raw)? _current;

    /// <summary>Gives the block that is being published.</summary>
    public bool TryRead(BlockIndex index, IBufferWriter<byte> body)
    {
        if (_current is not { } current || current.Hash != index.Hash)
        {
            return false;
        }
        BlockBody.Write(body, current.Raw);
        return true;
    }

    /// <summary>Publishes one step.</summary>
    /// <param name="notifications">Where to.</param>
    /// <param name="move">The step.</param>
    /// <param name="initialDownload">Whether the node is silent about new tips.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RpcException">The node cannot be asked, or refuses.</exception>
    /// <exception cref="InvalidDataException">Its answer is no block.</exception>
    public async Task PublishAsync(NotificationInterface notifications, ChainMove move, bool initialDownload, CancellationToken cancellationToken)
    {
        byte[]? raw = await TryGetBlockAsync(move.Block, cancellationToken).ConfigureAwait(false);
        _current = raw is null ? null : (move.Block.Hash, raw);
        Publish(notifications, move, raw is null ? null : Block.Parse(raw), initialDownload);
        _current = null;
    }

    // Pruned, or lost by a node that was killed: then C or D and the hash are all that can be told of it.
    private async Task<byte[]?> TryGetBlockAsync(BlockIndex block, CancellationToken cancellationToken)
    {
        try
        {
            return await rpc.GetBlockAsync(block.Hash, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.Code is NodeRpc.Unknown or NodeRpc.Unavailable)
        {
            incomplete?.Invoke(block);
            return null;
        }
    }

    private void Publish(NotificationInterface notifications, ChainMove move, Block? block, bool initialDownload)
    {
        Block told = block ?? new Block(move.Block.Hash, []);
        if (move.Kind == ChainStepKind.BlockDisconnected)
        {
            notifications.BlockDisconnected(told, move.Block);
            return;
        }
        notifications.BlockConnected(ChainstateRole.Normal, told, move.Block);
        connected?.Invoke(told);
        if (move.Fork is not null && block is not null)
        {
            notifications.UpdatedBlockTip(move.Block, move.Fork, initialDownload);
        }
        else if (move.Fork is not null && !initialDownload)
        {
            // Without rawblock: a notifier that cannot read its block is removed for good.
            notifications.Notify(move.Block, static (notifier, tip) => notifier is PublishRawBlockNotifier || notifier.NotifyBlock(tip));
        }
    }
}
