using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// Wakes the receiving thread from its wait for sockets. <see cref="Wake"/> and <see cref="Stop"/>
/// are for any thread.
/// </summary>
internal sealed class ReceiverSignal : IDisposable
{
    private static int s_count;

    private readonly ZmqSocket _sender;
    private readonly ZmqMessage _received = new();
    private volatile bool _isStopping;

    internal ReceiverSignal(ZmqContext context)
    {
        Socket = new ZmqSocket(context, ZmqSocketType.Pair);
        _sender = new ZmqSocket(context, ZmqSocketType.Pair);
        string endpoint = $"inproc://zmqnative-receiver-{Interlocked.Increment(ref s_count)}";
        Socket.Bind(endpoint);
        _sender.Connect(endpoint);
    }

    /// <summary>Becomes readable when the thread is to wake.</summary>
    internal ZmqSocket Socket { get; }

    /// <summary>Whether the thread is to end.</summary>
    internal bool IsStopping => _isStopping;

    internal void Wake()
    {
        try
        {
            _ = _sender.Send([]);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or ZmqException)
        {
            // The thread has ended already.
        }
    }

    internal void Stop()
    {
        _isStopping = true;
        Wake();
    }

    /// <summary>Removes the signals that have arrived.</summary>
    internal void Clear()
    {
        while (Socket.TryReceive(_received))
        {
        }
    }

    public void Dispose()
    {
        _sender.Dispose();
        Socket.Dispose();
        _received.Dispose();
    }
}
