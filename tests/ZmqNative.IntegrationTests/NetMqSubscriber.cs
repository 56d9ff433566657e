using NetMQ;
using NetMQ.Monitoring;
using NetMQ.Sockets;

namespace ZmqNative.IntegrationTests;

/// <summary>An independent implementation of the protocol, subscribed to everything, without a limit.</summary>
internal sealed class NetMqSubscriber : IDisposable
{
    private static int s_count;

    private readonly SubscriberSocket _socket = new();
    private readonly NetMQMonitor _monitor;
    private readonly ManualResetEventSlim _disconnected = new();
    private readonly Task _monitoring;

    internal NetMqSubscriber(string endpoint)
    {
        _monitor = new NetMQMonitor(_socket, $"inproc://subscriber-{Interlocked.Increment(ref s_count)}", SocketEvents.Disconnected) { Timeout = TimeSpan.FromMilliseconds(20) };
        _monitor.Disconnected += (_, _) => _disconnected.Set();
        _monitoring = _monitor.StartAsync();
        _socket.Options.ReceiveHighWatermark = 0;
        _socket.Options.Linger = TimeSpan.Zero;
        _socket.Options.IPv4Only = false;
        _socket.SubscribeToAnyTopic();
        _socket.Connect(endpoint);
    }

    internal Notification Receive()
    {
        NetMQMessage? message = null;
        return _socket.TryReceiveMultipartMessage(Tool.Deadline, ref message)
            ? Notification.Of(message)
            : throw new TimeoutException($"No notification within {Tool.Deadline}.");
    }

    /// <summary>Everything there is once the publisher has closed the connection.</summary>
    internal List<Notification> ReceiveToTheEnd()
    {
        if (!_disconnected.Wait(Tool.Deadline))
        {
            throw new TimeoutException($"The publisher did not close the connection within {Tool.Deadline}.");
        }
        List<Notification> received = [];
        NetMQMessage? message = null;
        while (_socket.TryReceiveMultipartMessage(ref message))
        {
            received.Add(Notification.Of(message));
        }
        return received;
    }

    public void Dispose()
    {
        _monitor.Stop();
        _monitoring.Wait(Tool.Deadline);
        _monitor.Dispose();
        _socket.Dispose();
        _disconnected.Dispose();
    }
}
