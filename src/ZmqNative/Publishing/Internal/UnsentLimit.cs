using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;

namespace ZmqNative.Publishing;

/// <summary>
/// Bounds the memory of messages that subscribers do not take, where no high water mark does: above the
/// limit all connections are ended, which frees their queues.
/// </summary>
/// <remarks>
/// Lowering the mark of sockets with connections is no way: libzmq then takes readers that keep up for
/// full, and sends them nothing any more (docs/adr/0058).
/// </remarks>
/// <param name="limit">Bytes.</param>
/// <param name="logger">Gets begin and end.</param>
/// <param name="endConnections">Ends them; runs on a thread of the pool.</param>
internal sealed class UnsentLimit(long limit, ILogger logger, Func<int> endConnections)
{
    private static readonly TimeSpan s_longestRelease = TimeSpan.FromSeconds(10);

    private int _isEnding;

    /// <summary>Counts the messages.</summary>
    internal ZmqByteCount Count { get; } = new();

    /// <summary>Called after each message; ends all connections when the limit is exceeded.</summary>
    internal void Check()
    {
        if (Count.Bytes > limit && Interlocked.Exchange(ref _isEnding, 1) == 0)
        {
            Log.UnsentAboveLimit(logger, Count.Bytes, limit);
            _ = ThreadPool.QueueUserWorkItem(_ => End());
        }
    }

    private void End()
    {
        int connections = endConnections();
        // libzmq frees the queues on a thread of its own.
        _ = SpinWait.SpinUntil(() => Count.Bytes <= limit / 2, s_longestRelease);
        Log.UnsentBelowLimit(logger, connections, Count.Bytes);
        Volatile.Write(ref _isEnding, 0);
    }
}
