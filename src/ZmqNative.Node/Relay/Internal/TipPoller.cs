using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Polls the node's tip beside the stream, in case the stream lost a block and no other follows. A
/// tip that differs from the published one is trusted only if it still differs after a grace
/// period, in which the stream may bring it.
/// </summary>
internal sealed class TipPoller(NodeRpc rpc)
{
    // How long a message may be on its way, in milliseconds.
    private const int GracePeriod = 3_000;

    private readonly Backoff _backoff = RpcRetry.CreateBackoff();
    private Task<Hash256>? _call;
    private (Hash256 Node, Hash256? Published)? _difference;
    private long _due;

    /// <summary>Why the last call failed; null when it succeeded.</summary>
    internal string? Failure { get; private set; }

    /// <summary>
    /// The stream may just have lost something: asks after the grace period, or earlier if that is due.
    /// </summary>
    internal void Restart()
    {
        // Losses that follow each other must not put it off without end.
        if (_due <= Environment.TickCount64)
        {
            _due = Environment.TickCount64 + GracePeriod;
        }
    }

    /// <summary>Nothing is missing: what was asked before says nothing about a later loss.</summary>
    internal void Forget() => (_call, _difference, Failure) = (null, null, null);

    /// <summary>The node's tip, or null while it is not certain. Does not wait.</summary>
    /// <param name="published">The tip as subscribers know it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal Hash256? Poll(Hash256? published, CancellationToken cancellationToken)
    {
        if (_call is null && _due <= Environment.TickCount64)
        {
            _call = rpc.GetBestBlockHashAsync(cancellationToken);
        }
        if (_call is not { IsCompleted: true } completed)
        {
            return null;
        }
        _call = null;
        Failure = completed.Exception?.InnerException?.Message;
        if (!completed.IsCompletedSuccessfully)
        {
            _due = Environment.TickCount64 + (long)_backoff.Next().TotalMilliseconds;
            return null;
        }
        _backoff.Reset();
        Hash256 tip = completed.Result;
        if (tip == published || published is null || _difference == (tip, published))
        {
            return tip;
        }
        (_difference, _due) = ((tip, published), Environment.TickCount64 + GracePeriod);
        return null;
    }
}
