using System.Collections.Concurrent;
using ZmqNative.Interop;

namespace ZmqNative.Subscriber;

/// <summary>Message parts to use again, so that handing a body over allocates nothing once things are going. Any thread.</summary>
internal sealed class MessagePool(int capacity)
{
    private readonly ConcurrentQueue<ZmqMessage> _idle = new();

    internal ZmqMessage Rent() => _idle.TryDequeue(out ZmqMessage? message) ? message : new ZmqMessage();

    internal void Return(ZmqMessage message)
    {
        if (_idle.Count >= capacity)
        {
            message.Dispose();
            return;
        }
        message.Clear();
        _idle.Enqueue(message);
    }
}
