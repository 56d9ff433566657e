using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>A running node as the source: publishes what happens there until it is told to end.</summary>
public interface ILiveFeed : IDisposable
{
    /// <summary>How it is doing. Any thread.</summary>
    FeedStatus Status { get; }

    /// <summary>Raised once for each change, on the thread that publishes; must not throw.</summary>
    event Action<FeedStatus>? StatusChanged;

    /// <summary>Publishes until it is cancelled. The node may be down when it begins, and go down and come back at any time. Once for each feed.</summary>
    /// <param name="notifications">Initialised; its <see cref="BlockReader"/> is <see cref="TryReadBlock"/>.</param>
    /// <param name="cancellationToken">Ends it: an end that was asked for is no exception.</param>
    /// <exception cref="InvalidDataException">What was asked for cannot be had from this node: one sentence that says what to do.</exception>
    Task RunAsync(NotificationInterface notifications, CancellationToken cancellationToken);

    /// <summary>Gives the block that is being published (a <see cref="BlockReader"/>).</summary>
    /// <param name="index">The block.</param>
    /// <param name="body">Receives it.</param>
    /// <returns>False when it is another block.</returns>
    bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body);
}
