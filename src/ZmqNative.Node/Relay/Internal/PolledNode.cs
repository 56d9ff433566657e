using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// A running node without notifications of its own as the source: all events come from its RPC. It
/// begins at the node's tip. From then on no block is missing, through reorganisations and
/// restarts, and also if the node is killed.
/// </summary>
/// <remarks>
/// <para>Blocks are exact, in the node's order and bytes: <c>hashblock</c>, <c>rawblock</c>,
/// <c>C</c> and <c>D</c>, and <c>hashtx</c> and <c>rawtx</c> of their transactions. A
/// reorganisation that was undone between two polls is not seen. If the chain is moved by hand
/// (invalidateblock, preciousblock), <c>hashblock</c> and <c>rawblock</c> may be published for more
/// or fewer blocks than by the node, because its RPC does not show which blocks were invalidated.
/// For a block that the node no longer has (pruned, or lost when it was killed) only <c>C</c> or
/// <c>D</c> and <c>hashblock</c> are published, and the status reports it.</para>
/// <para>Mempool events are derived from the difference between two snapshots and are not exact. A
/// transaction that entered and left in between is not seen. Removals come before additions,
/// parents before children. A transaction that returns from a block comes after the new blocks, not
/// before. Mempool sequences are the last ones that the node can have used. A removed transaction
/// is an id without bytes. Transactions that are in the mempool when the feed begins, or that a
/// restarted node still has, are not published.</para>
/// <para>Uses getbestblockhash, getblockheader, getblock, getblockchaininfo, and waitfornewblock if
/// allowed; for hashtx, rawtx and sequence also getmempoolinfo, getrawmempool and getrawtransaction
/// (-rpcwhitelist). A failed call is retried after 0.1 to 2 s. A node that keeps the connection and
/// does not answer is detected after <see cref="NodeRpc.CallTimeout"/>.</para>
/// </remarks>
internal sealed class PolledNode : IFeed
{
    private readonly NodeRpc _rpc;
    private readonly FeedReporter _reporter;
    private readonly string _node;
    private readonly PolledChain _chain;
    private readonly PolledMempool _mempool;
    private bool _isLongPollRefused;

    /// <summary>Stores the node; makes no call before <see cref="RunAsync"/>.</summary>
    public PolledNode(NodeRpc rpc, FeedReporter reporter)
    {
        (_rpc, _reporter) = (rpc, reporter);
        _node = $"The node at {rpc.Address.GetLeftPart(UriPartial.Authority)}";
        _mempool = new PolledMempool(rpc);
        _chain = new PolledChain(rpc, _mempool.Confirm, (block, isGone) => reporter.Report(
            FeedState.Recovering, isGone
                ? $"{_node} does not have block {block.Height} any more, {block.Hash}: "
                    + "its transactions and rawblock are not published."
                : $"Block {block.Height}, {block.Hash}, has a form that is unknown here: "
                    + "its transactions are not published."));
    }

    /// <summary>
    /// The interval between snapshots of the mempool, and the longest delay of a block if the node
    /// refuses <c>waitfornewblock</c>.
    /// </summary>
    internal required TimeSpan PollInterval { get; init; }

    /// <inheritdoc/>
    /// <remarks>
    /// No failure is fatal. Wrong credentials are retried too, because a restarted node writes its
    /// new cookie a little later.
    /// </remarks>
    public async Task RunAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        Backoff backoff = RpcRetry.CreateBackoff();
        while (true)
        {
            if (await TryUpdateAsync(notifications, cancellationToken).ConfigureAwait(false))
            {
                backoff.Reset();
                continue;
            }
            await Task.Delay(backoff.Next(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body) => _chain.TryRead(index, body);

    private async Task<bool> TryUpdateAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await _chain.CatchUpAsync(notifications, cancellationToken).ConfigureAwait(false);
            }
            while (!await _mempool.UpdateAsync(
                notifications, _chain.Tip!.Value, cancellationToken).ConfigureAwait(false));
            _reporter.Report(FeedState.Live, $"{_node} is followed by RPC.");
            await WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RpcException exception)
        {
            _reporter.Report(FeedState.Recovering, exception.IsUnreachable || exception.IsWarmingUp
                ? $"{_node} does not answer: {exception.Reason}"
                : exception.Message);
        }
        catch (InvalidDataException exception)
        {
            _reporter.Report(FeedState.Recovering, exception.Message);
        }
        // The next answer may come from another node.
        _mempool.ExpectRestart();
        _isLongPollRefused = false;
        return false;
    }

    // A block that arrives just before the node begins to wait is seen after the interval.
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        bool answersSooner = _rpc.CallTimeout == Timeout.InfiniteTimeSpan || PollInterval < _rpc.CallTimeout / 2;
        try
        {
            if (!_isLongPollRefused)
            {
                _ = await _rpc.WaitForNewBlockAsync(
                    answersSooner ? PollInterval : _rpc.CallTimeout / 2, cancellationToken).ConfigureAwait(false);
                return;
            }
        }
        catch (RpcException exception) when (!exception.IsUnreachable && !exception.IsWarmingUp)
        {
            // The node refuses only this call, unless the next one throws too.
            _ = await _rpc.GetBestBlockHashAsync(cancellationToken).ConfigureAwait(false);
            _isLongPollRefused = true;
        }
        await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
    }
}
