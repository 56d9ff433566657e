using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>A running node as the source: publishes its events until it is stopped.</summary>
public interface ILiveFeed : IDisposable
{
    /// <summary>The current state and its reason. May be read by any thread.</summary>
    FeedStatus Status { get; }

    /// <summary>
    /// Raised once for each change, on the thread that publishes; handlers must not throw.
    /// </summary>
    event Action<FeedStatus>? StatusChanged;

    /// <summary>
    /// Publishes until it is cancelled. The node may be down at the start, and may stop and restart
    /// at any time. Each feed is run once.
    /// </summary>
    /// <param name="notifications">
    /// Initialised; its <see cref="BlockReader"/> is <see cref="TryReadBlock"/>.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends the run, which then completes without an exception.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// This node cannot supply the topics; the message is one sentence with the setting to change.
    /// </exception>
    Task RunAsync(NotificationInterface notifications, CancellationToken cancellationToken);

    /// <summary>Reads the block that is being published (a <see cref="BlockReader"/>).</summary>
    /// <param name="index">The block.</param>
    /// <param name="body">Receives it.</param>
    /// <returns>False for any other block.</returns>
    bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body);
}
