using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Publishing;

namespace ZmqNative.IntegrationTests.Endpoint;

/// <summary>A feed that is as the test says.</summary>
internal sealed class StubFeed : ILiveFeed
{
    public event Action<FeedStatus>? StatusChanged
    {
        add { }
        remove { }
    }

    public required FeedStatus Status { get; set; }

    public Task RunAsync(NotificationInterface notifications, CancellationToken cancellationToken) => throw new NotSupportedException();

    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body) => false;

    public void Dispose()
    {
    }
}
