using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>
/// Publishes each new tip's serialised block on <c>rawblock</c> (Core:
/// CZMQPublishRawBlockNotifier).
/// </summary>
/// <param name="reader">
/// Reads the block; when it cannot, the notifier is removed, as in Core.
/// </param>
internal sealed class PublishRawBlockNotifier(BlockReader reader) : PublishNotifier
{
    private BlockBody? _body;

    internal override MempoolCalls MempoolCalls => MempoolCalls.None;

    /// <inheritdoc/>
    protected internal override bool NotifyBlock(BlockIndex index)
    {
        Log.PublishRawBlock(Logger, index.Hash, Address);
        _body ??= new BlockBody();
        if (!reader(index, _body))
        {
            // Core appends the text of errno, whatever set it last.
            Log.Error(Logger, "Can't read block from disk", ZmqLibrary.DescribeLastError());
            _body.Clear();
            return false;
        }
        bool sent = SendMessage(Topic.RawBlock, _body.Finish());
        _body.Clear();
        return sent;
    }

    internal override void Shutdown()
    {
        _body?.Dispose();
        _body = null;
        base.Shutdown();
    }
}
