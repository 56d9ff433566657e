using ZmqNative.Interop;

namespace ZmqNative.Subscriber;

/// <summary>The parts of the message that is being received; used over and over.</summary>
internal sealed class MessageParts(MessagePool pool) : IDisposable
{
    /// <summary>How many lengths of a message are remembered; those beyond the third matter only when it is malformed.</summary>
    internal const int MaximumLengths = 16;

    private readonly ZmqMessage _rest = new();
    private readonly int[] _lengths = new int[MaximumLengths];

    internal ZmqMessage Topic { get; } = new();

    internal ZmqMessage Body { get; private set; } = pool.Rent();

    internal ZmqMessage Counter { get; } = new();

    internal MessagePool Pool => pool;

    internal int Count { get; private set; }

    internal int[] CopyLengths()
    {
        (_lengths[0], _lengths[1], _lengths[2]) = (Topic.Span.Length, Body.Span.Length, Counter.Span.Length);
        return _lengths[..Math.Min(Count, MaximumLengths)];
    }

    /// <summary>Receives a whole message if there is one. The parts of a message arrive together, so it does not wait for the others.</summary>
    internal bool TryReceive(ZmqSocket socket)
    {
        Count = socket.TryReceive(Topic, Body, Counter, out bool more);
        while (more)
        {
            _ = socket.Receive(_rest);
            if (Count < MaximumLengths)
            {
                _lengths[Count] = _rest.Span.Length;
            }
            Count++;
            more = _rest.HasMore;
        }
        return Count > 0;
    }

    public void Dispose()
    {
        Topic.Dispose();
        Body.Dispose();
        Counter.Dispose();
        _rest.Dispose();
    }

    internal ZmqMessage TakeBody()
    {
        if (Count < 2)
        {
            // It is that of an earlier message.
            Body.Clear();
        }
        ZmqMessage body = Body;
        Body = pool.Rent();
        return body;
    }
}
