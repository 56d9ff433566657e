using NetMQ.Sockets;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Subscribing;

/// <summary>What docs/troubleshooting.md says of NetMQ's <c>ipc://</c>, and that our side names the reason.</summary>
[Platform(Exclude = "Win", Reason = "There are no unix sockets.")]
public sealed class NetMqIpcTests
{
    [Test, CancelAfter(60_000)]
    public async Task Ipc_of_NetMQ_is_no_socket_at_the_path(CancellationToken cancellationToken)
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "socket");
        using PublisherSocket publisher = new();
        while (!TryBind(publisher, path))
        {
            path += "t";
        }
        Assert.That(File.Exists(path), Is.False);
        await using NotificationSubscriber subscriber = new(new() { Addresses = { $"unix:{path}" }, Topics = { "hashblock" } });
        await foreach (StreamItem item in subscriber.WithCancellation(cancellationToken))
        {
            if (item is Waiting waiting)
            {
                Assert.That(waiting.Reason, Does.Contain($"there is no socket {path}"));
                return;
            }
        }
        Assert.Fail("The stream ended without a reason.");
    }

    // The port that it computes from the path may be another's.
    private static bool TryBind(PublisherSocket publisher, string path)
    {
        try
        {
            publisher.Bind($"ipc://{path}");
            return true;
        }
        catch (NetMQ.AddressAlreadyInUseException)
        {
            return false;
        }
    }
}
