using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Node.Relay;

/// <summary>
/// Asks beside the stream where the node is, for the case that the stream lost a block and no other follows. What the node says is believed when the
/// stream has had time to say the same.
/// </summary>
internal sealed class TipWatch(NodeRpc rpc)
{
    // A message may be on its way for so long.
    private const int Grace = 3_000;
    private const int Again = 1_000;

    private Task<Hash256>? _question;
    private (Hash256 Node, Hash256? Published)? _difference;
    private long _due;

    /// <summary>Why the node did not answer when it was asked last; null when it did.</summary>
    internal string? Failure { get; private set; }

    /// <summary>Begins anew: the stream may have lost something just now.</summary>
    internal void Begin() => (_difference, _due) = (null, Environment.TickCount64 + Grace);

    /// <summary>The node's tip, once it is certain; does not wait.</summary>
    /// <param name="published">The tip as subscribers know it.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    internal Hash256? Look(Hash256? published, CancellationToken cancellationToken)
    {
        if (_question is null && _due <= Environment.TickCount64)
        {
            _question = rpc.GetBestBlockHashAsync(cancellationToken);
        }
        if (_question is not { IsCompleted: true } answered)
        {
            return null;
        }
        (_question, _due) = (null, Environment.TickCount64 + Again);
        Failure = answered.Exception?.InnerException?.Message;
        if (!answered.IsCompletedSuccessfully)
        {
            return null;
        }
        Hash256 tip = answered.Result;
        if (tip == published || published is null || _difference == (tip, published))
        {
            return tip;
        }
        (_difference, _due) = ((tip, published), Environment.TickCount64 + Grace);
        return null;
    }
}
