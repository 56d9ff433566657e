using System.Runtime.CompilerServices;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Chain;

/// <summary>
/// Follows a node's chain without a hole: each step connects a block to the tip or disconnects the
/// tip, through gaps, reorganisations and restarts. Notifications only trigger a look at the node;
/// the steps come from its RPC. One call at a time.
/// </summary>
/// <remarks>
/// Pass it every item of a stream with <c>hashblock</c> or <c>sequence</c>. A call waits while the
/// node does not answer or is starting: run the follower beside the loop that reads the stream if
/// that loop must not wait. A node that was killed may have lost its newest blocks; they are
/// disconnected like any others.
/// </remarks>
/// <param name="rpc">The node; not disposed of.</param>
/// <param name="start">
/// A block that the consumer has already: the first step starts there. Null: the node's tip at the
/// first call.
/// </param>
public sealed class BlockFollower(NodeRpc rpc, Hash256? start = null)
{
    /// <summary>
    /// How many connected blocks are remembered at least, so that they can be disconnected even if
    /// the node has lost them.
    /// </summary>
    public const int RememberedBlocks = 10_000;

    /// <summary>
    /// How many blocks below the start are remembered, too. Core writes its block index every hour,
    /// so a killed node loses fewer.
    /// </summary>
    public const int RememberedBelowStart = 100;

    private readonly AnnouncedChain _chain = new(RememberedBlocks);
    private ChainWalker? _walker;

    // True before the first call, and after one that did not make all its steps.
    private bool _isBehind = true;

    // True from a handshake to the first message: blocks published before the subscription reached
    // the node were looked for too early.
    private bool _awaitsFirstMessage;

    /// <summary>
    /// Whether calls wait for a node that is down or starting; otherwise they throw, and the steps
    /// not made come with the next call.
    /// </summary>
    internal bool Retries { get; init; } = true;

    /// <summary>
    /// The tip after the last step; before the first call the start, or null without one.
    /// </summary>
    public Hash256? Tip => _chain.Tip ?? start;

    /// <summary>The tip's height; null before the first call.</summary>
    public int? Height { get; private set; }

    private ChainWalker Walker => _walker ??= new ChainWalker(rpc, _chain, Retries);

    /// <summary>Observes an item, and makes the steps it calls for, often none.</summary>
    /// <param name="item">The item; not disposed of.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for the node; the steps not made come with the next call, whatever its item
    /// is.
    /// </param>
    /// <exception cref="RpcException">
    /// The node refuses the call, for example because the credentials are wrong.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The node does not know the start, or has lost more blocks than are remembered.
    /// </exception>
    public IAsyncEnumerable<ChainStep> ObserveAsync(StreamItem item, CancellationToken cancellationToken = default)
    {
        bool mayHaveMoved = item switch
        {
            HashBlock block => block.Hash != Tip,
            BlockConnected block => block.Hash != Tip,
            RawBlock or BlockDisconnected => true,
            StreamEvent { MayHaveLostMessages: true } => true,
            StateChanged changed => changed.State == SubscriberState.Live,
            _ => false,
        };
        mayHaveMoved |= _isBehind || (_awaitsFirstMessage && item is Notification);
        _awaitsFirstMessage = item is HandshakeDone || (_awaitsFirstMessage && item is not Notification);
        return mayHaveMoved ? CatchUpAsync(cancellationToken) : AsyncEnumerable.Empty<ChainStep>();
    }

    /// <summary>
    /// Makes all steps to the node's tip, whatever was received. Call it now and then where a
    /// silent loss at the end of a stream would matter.
    /// </summary>
    /// <param name="cancellationToken">As for <see cref="ObserveAsync"/>.</param>
    /// <exception cref="RpcException">As for <see cref="ObserveAsync"/>.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="ObserveAsync"/>.</exception>
    public async IAsyncEnumerable<ChainStep> CatchUpAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _isBehind = true;
        Height ??= await StartAsync(cancellationToken).ConfigureAwait(false);
        while (await Walker.NextAsync(Height.Value, cancellationToken).ConfigureAwait(false) is { } step)
        {
            _chain.Apply(step);
            Height = step.IsConnected ? step.Height : step.Height - 1;
            yield return step;
        }
        _isBehind = false;
    }

    private async Task<int> StartAsync(CancellationToken cancellationToken)
    {
        start ??= await Walker.CallAsync(rpc.GetBestBlockHashAsync, cancellationToken).ConfigureAwait(false);
        BlockHeaderInfo first = await Walker.TryGetHeaderAsync(start.Value, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"The node does not know the block {start} to follow from.");
        List<Hash256> blocks = await Walker.FindBelowAsync(start.Value, cancellationToken).ConfigureAwait(false);
        blocks.ForEach(_chain.Connect);
        return first.Height;
    }
}
