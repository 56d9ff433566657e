using System.Runtime.CompilerServices;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Chain;

/// <summary>
/// Turns what a stream hints at into an unbroken chain: each step connects a block to the tip or takes the tip away, through gaps, reorganisations and restarts. The
/// notifications only say when to ask; the node says what is. One call at a time.
/// </summary>
/// <remarks>
/// Feed it every item of a stream with <c>hashblock</c> or <c>sequence</c>. While the node does not answer, or is starting, a call waits for it: run the follower beside the loop
/// that shows the stream if that must not wait. A node that was killed may have lost its newest blocks; they are disconnected like any others.
/// </remarks>
/// <param name="rpc">The node; not disposed of.</param>
/// <param name="start">A block the consumer has already: the first step is from there. Null: the tip at the first call.</param>
public sealed class BlockFollower(NodeRpc rpc, Hash256? start = null)
{
    /// <summary>How many blocks below the tip can be taken away at least although the node does not know them any more, when as many were connected.</summary>
    public const int RememberedBlocks = 10_000;

    /// <summary>How many blocks below the start can be, too: Core writes its block index every hour, so that a killed node forgets fewer.</summary>
    public const int RememberedBelowStart = 100;

    // Hashes below the tip, the highest last.
    private readonly List<Hash256> _below = [];
    private Hash256? _tip = start;

    // Not at the node's tip, as far as is known: the first call, or one that did not make all its steps.
    private bool _isBehind = true;

    // There is a connection, but no message yet: blocks published before the subscription reached the node were asked about too early.
    private bool _isUnheard;

    /// <summary>Whether calls wait for a node that is down or starting; if not they throw, and the steps not made come with the next call.</summary>
    internal bool IsPatient { get; init; } = true;

    /// <summary>Where the last step led; null before the first call without a start.</summary>
    public Hash256? Tip => _tip;

    /// <summary>The tip's height; null before the first call.</summary>
    public int? Height { get; private set; }

    /// <summary>Takes note of an item, and makes the steps it calls for, often none.</summary>
    /// <param name="item">The item; not disposed of.</param>
    /// <param name="cancellationToken">Ends the wait for the node; the steps not made come with the next call, whatever its item is.</param>
    /// <exception cref="RpcException">The node refuses the call, for example because the credentials are wrong.</exception>
    /// <exception cref="InvalidDataException">The node does not know the start, or more blocks than are remembered.</exception>
    public IAsyncEnumerable<ChainStep> ObserveAsync(StreamItem item, CancellationToken cancellationToken = default)
    {
        bool ask = item switch
        {
            HashBlock block => block.Hash != _tip,
            BlockConnected block => block.Hash != _tip,
            RawBlock or BlockDisconnected or Gap or PublisherRestarted or Discontinuity or Dropped or Malformed or HandshakeDone => true,
            StateChanged changed => changed.State == SubscriberState.Live,
            _ => false,
        };
        ask |= _isBehind || (_isUnheard && item is Notification);
        _isUnheard = item is HandshakeDone || (_isUnheard && item is not Notification);
        return ask ? CatchUpAsync(cancellationToken) : AsyncEnumerable.Empty<ChainStep>();
    }

    /// <summary>Makes all steps to the node's tip, whatever was heard; worth calling now and then where a silent loss at the end of a stream would matter.</summary>
    /// <param name="cancellationToken">As for <see cref="ObserveAsync"/>.</param>
    /// <exception cref="RpcException">As for <see cref="ObserveAsync"/>.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="ObserveAsync"/>.</exception>
    public async IAsyncEnumerable<ChainStep> CatchUpAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _isBehind = true;
        _tip ??= await AskAsync(rpc.GetBestBlockHashAsync, cancellationToken).ConfigureAwait(false);
        if (Height is null)
        {
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        }
        while (await TryGetHeaderAsync(_tip.Value, cancellationToken).ConfigureAwait(false) is var header)
        {
            if (header is null or { Confirmations: < 0 })
            {
                yield return StepBack(header);
            }
            else if (header.Next is { } next)
            {
                yield return StepForward(next);
            }
            else
            {
                _isBehind = false;
                yield break;
            }
        }
    }

    private ChainStep StepForward(Hash256 next)
    {
        _below.Add(_tip!.Value);
        if (_below.Count > RememberedBlocks + (RememberedBlocks / 10))
        {
            _below.RemoveRange(0, RememberedBlocks / 10);
        }
        (_tip, Height) = (next, Height + 1);
        return new ChainStep(ChainStepKind.BlockConnected, Height!.Value, next);
    }

    private ChainStep StepBack(BlockHeaderInfo? header)
    {
        ChainStep step = new(ChainStepKind.BlockDisconnected, Height!.Value, _tip!.Value);
        _tip = header?.Previous ?? (_below.Count > 0 ? _below[^1]
            : throw new InvalidDataException($"The node does not know the block {_tip} at height {Height}, and what was before it is not remembered."));
        if (_below.Count > 0)
        {
            _below.RemoveAt(_below.Count - 1);
        }
        Height--;
        return step;
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        BlockHeaderInfo? first = await TryGetHeaderAsync(_tip!.Value, cancellationToken).ConfigureAwait(false);
        _below.Clear();
        for (BlockHeaderInfo? header = first; header?.Previous is { } previous && _below.Count < RememberedBelowStart;)
        {
            _below.Insert(0, previous);
            header = await TryGetHeaderAsync(previous, cancellationToken).ConfigureAwait(false);
        }
        Height = first?.Height ?? throw new InvalidDataException($"The node does not know the block {_tip} to follow from.");
    }

    private Task<BlockHeaderInfo?> TryGetHeaderAsync(Hash256 block, CancellationToken cancellationToken) =>
        AskAsync(token => rpc.TryGetBlockHeaderAsync(block, token), cancellationToken);

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        IsPatient ? RpcRetry.CallAsync(ask, cancellationToken) : ask(cancellationToken);
}
