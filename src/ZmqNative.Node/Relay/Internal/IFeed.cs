using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>A way to get a node's events: its own notifications, or its RPC.</summary>
internal interface IFeed
{
    /// <summary>Publishes until it is cancelled, and then throws.</summary>
    Task RunAsync(NotificationInterface notifications, CancellationToken cancellationToken);

    /// <summary>Reads the block that is being published; false for any other block.</summary>
    bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body);
}
