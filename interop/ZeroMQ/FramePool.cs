using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// Empty native frames of this thread, used again: programs written for clrzmq4 make a <see cref="ZFrame"/> for every part, and this way
/// that costs one small object, without native memory and without a finaliser. What a thread leaves behind is finalised.
/// </summary>
internal static class FramePool
{
    private const int Most = 128;

    [ThreadStatic]
    private static Stack<ZmqMessage> t_free;

    internal static ZmqMessage Rent() => t_free is { } free && free.TryPop(out ZmqMessage message) ? message : new ZmqMessage();

    /// <summary>Takes back what nobody uses any more.</summary>
    /// <param name="message">An empty one.</param>
    internal static void Return(ZmqMessage message)
    {
        Stack<ZmqMessage> free = t_free ??= new Stack<ZmqMessage>();
        if (free.Count < Most)
        {
            free.Push(message);
        }
        else
        {
            message.Dispose();
        }
    }
}
