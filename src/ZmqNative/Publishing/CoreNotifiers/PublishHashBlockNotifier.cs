using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>
/// Publishes the hash of each new tip on <c>hashblock</c> (Core: CZMQPublishHashBlockNotifier).
/// </summary>
internal sealed class PublishHashBlockNotifier : PublishNotifier
{
    internal override MempoolCalls MempoolCalls => MempoolCalls.None;

    /// <inheritdoc/>
    protected internal override bool NotifyBlock(BlockIndex index)
    {
        Log.PublishHashBlock(Logger, index.Hash, Address);
        Span<byte> body = stackalloc byte[Hash256.Length];
        index.Hash.CopyReversedTo(body);
        return SendMessage(Topic.HashBlock, body);
    }
}
