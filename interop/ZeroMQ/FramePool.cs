using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// Pools empty native frames, for each thread. Programs written for clrzmq4 create a
/// <see cref="ZFrame"/> for every part; with the pool that allocates one small object, without
/// native memory and without a finaliser. When a thread ends, the frames in its pool are finalised.
/// </summary>
internal static class FramePool
{
    private const int Most = 128;

    [ThreadStatic]
    private static Stack<ZmqMessage> t_free;

    internal static ZmqMessage Rent() =>
        t_free is { } free && free.TryPop(out ZmqMessage message) ? message : new ZmqMessage();

    /// <summary>Returns a frame to the pool of this thread.</summary>
    /// <param name="message">The frame, which has to be empty.</param>
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
