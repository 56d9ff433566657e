using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Publishes steps of the node's chain as the node does, with blocks from its RPC.
/// </summary>
/// <param name="rpc">The node.</param>
/// <param name="connected">Called with each connected block after it was published.</param>
/// <param name="incomplete">
/// Called, before it is published, with each block whose transactions cannot be: the node no longer
/// has it (then there is no rawblock either), or it has a form that is unknown here.
/// </param>
internal sealed class ChainPublisher(
    NodeRpc rpc, Action<BlockIndex, bool> incomplete, Action<Block>? connected = null)
{
    private (Hash256 Hash, byte[] Raw)? _current;

    /// <summary>Reads the block that is being published; false for any other block.</summary>
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
    /// <param name="notifications">Publishes.</param>
    /// <param name="step">The step.</param>
    /// <param name="initialDownload">
    /// Whether the node is in its initial download, in which it announces no tips.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RpcException">The node cannot be reached, or refuses the call.</exception>
    /// <exception cref="InvalidDataException">The node's answer is not a block.</exception>
    public async Task PublishAsync(
        NotificationInterface notifications, ChainStep step, bool initialDownload, CancellationToken cancellationToken)
    {
        byte[]? raw = await TryGetBlockAsync(step.Block, cancellationToken).ConfigureAwait(false);
        Block? block = raw is null ? null : TryParse(raw, step);
        if (block is null)
        {
            incomplete(step.Block, raw is null);
        }
        _current = raw is null ? null : (step.Hash, raw);
        Publish(notifications, step, block ?? new Block(step.Hash, []), initialDownload);
        _current = null;
    }

    // Chains with another form of transactions still link their blocks as Bitcoin does. What does
    // not is no block.
    private static Block? TryParse(byte[] raw, ChainStep step)
    {
        try
        {
            return Block.Parse(raw);
        }
        catch (InvalidDataException) when (
            raw.Length >= BlockHeader.Length && BlockHeader.Read(raw).Previous == step.Parent)
        {
            return null;
        }
    }

    // A block that was pruned, or lost when the node was killed, is published with C or D and its
    // hash only.
    private async Task<byte[]?> TryGetBlockAsync(BlockIndex block, CancellationToken cancellationToken)
    {
        try
        {
            return await rpc.GetBlockAsync(block.Hash, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.Code is NodeRpc.Unknown or NodeRpc.Unavailable)
        {
            return null;
        }
    }

    private void Publish(NotificationInterface notifications, in ChainStep step, Block block, bool initialDownload)
    {
        if (!step.IsConnected)
        {
            notifications.BlockDisconnected(block, step.Block);
            return;
        }
        notifications.BlockConnected(ChainstateRole.Normal, block, step.Block);
        connected?.Invoke(block);
        if (step.AnnouncedFrom is { } fork && _current is not null)
        {
            notifications.UpdatedBlockTip(step.Block, fork, initialDownload);
        }
        else if (step.AnnouncedFrom is not null && !initialDownload)
        {
            // Without rawblock: a notifier that cannot read its block is removed permanently.
            notifications.Notify(
                step.Block, static (notifier, tip) => notifier is PublishRawBlockNotifier || notifier.NotifyBlock(tip));
        }
    }
}
