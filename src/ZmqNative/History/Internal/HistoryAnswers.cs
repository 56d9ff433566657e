using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative.History;

/// <summary>Answers of handlers, which come from any thread, on their way to the server's thread.</summary>
internal sealed class HistoryAnswers : IDisposable
{
    private readonly ConcurrentQueue<(HistoryPeer Peer, (byte[], ReadOnlyMemory<byte>?) Answer)> _done = new();
    private readonly Lock _lock = new();
    private CancellationTokenSource? _arrived = new();

    /// <summary>Keeps an answer when it comes.</summary>
    internal void Expect(HistoryPeer peer, Task<(byte[] Header, ReadOnlyMemory<byte>? Body)> answer) =>
        _ = answer.ContinueWith(
            done =>
            {
                _done.Enqueue((peer, done.Result));
                lock (_lock)
                {
                    _arrived?.Cancel();
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);

    internal bool TryTake(
        [NotNullWhen(true)] out HistoryPeer? peer, out (byte[] Header, ReadOnlyMemory<byte>? Body) answer)
    {
        bool any = _done.TryDequeue(out (HistoryPeer Peer, (byte[], ReadOnlyMemory<byte>?) Answer) next);
        (peer, answer) = (next.Peer, next.Answer);
        return any;
    }

    /// <summary>Waits for a request or an answer.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal void Await(ZmqPoller poller, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _arrived!.Token);
        try
        {
            _ = poller.Wait(timeout, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            lock (_lock)
            {
                _arrived.Dispose();
                _arrived = new CancellationTokenSource();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _arrived?.Dispose();
            _arrived = null;
        }
    }
}
