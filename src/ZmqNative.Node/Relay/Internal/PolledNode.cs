using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
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
/// <c>D</c> and <c>hashblock</c> are published, and <see cref="Status"/> reports it.</para>
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
internal sealed partial class PolledNode : ILiveFeed
{
    private readonly NodeRpc _rpc;
    private readonly ILogger _logger;
    private readonly string _node;
    private readonly PolledChain _chain;
    private readonly PolledMempool _mempool;
    private volatile FeedStatus _status;
    private bool _isLongPollRefused;
    private int _runs;

    /// <summary>Stores the node; makes no call before <see cref="RunAsync"/>.</summary>
    /// <param name="rpc">The node; not disposed of.</param>
    /// <param name="loggerFactory">
    /// Logs each <see cref="Status"/>: as information, or as a warning while the node does not
    /// answer.
    /// </param>
    public PolledNode(NodeRpc rpc, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        _rpc = rpc;
        _logger = loggerFactory?.CreateLogger<PolledNode>() ?? NullLogger<PolledNode>.Instance;
        _node = $"The node at {rpc.Address.GetLeftPart(UriPartial.Authority)}";
        _mempool = new PolledMempool(rpc);
        _chain = new PolledChain(rpc, _mempool.Confirm, block => Become(
            Unsettled,
            $"{_node} does not have block {block.Height} any more, {block.Hash}: "
            + "its transactions and rawblock are not published."));
        _status = new FeedStatus(FeedState.Starting, $"{_node} has not been called yet.", DateTimeOffset.UtcNow);
    }

    /// <summary>
    /// The interval between snapshots of the mempool, and the longest delay of a block if the node
    /// refuses <c>waitfornewblock</c> (default: 1 s).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The value is not positive, or longer than a day.
    /// </exception>
    public TimeSpan PollInterval
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public FeedStatus Status => _status;

    /// <inheritdoc/>
    public event Action<FeedStatus>? StatusChanged;

    // A node that was never reached cannot be lost.
    private FeedState Unsettled => _status.State == FeedState.Starting ? FeedState.Starting : FeedState.Recovering;

    /// <inheritdoc/>
    /// <remarks>
    /// No failure is fatal. Wrong credentials are retried too, because a restarted node writes its
    /// new cookie a little later.
    /// </remarks>
    public async Task RunAsync(NotificationInterface notifications, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notifications);
        if (Interlocked.Increment(ref _runs) > 1)
        {
            throw new InvalidOperationException("A feed is run once.");
        }
        try
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
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller ended the run.
        }
        finally
        {
            Become(FeedState.Stopped, $"{_node} is no longer followed.");
        }
    }

    /// <inheritdoc/>
    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(body);
        return _chain.TryRead(index, body);
    }

    /// <summary>Does nothing: resources are released when <see cref="RunAsync"/> ends.</summary>
    public void Dispose()
    {
    }

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
            Become(FeedState.Live, $"{_node} is followed by RPC.");
            await WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RpcException exception)
        {
            Become(Unsettled, exception.IsUnreachable || exception.IsWarmingUp
                ? $"{_node} does not answer: {exception.Reason}"
                : exception.Message);
        }
        catch (InvalidDataException exception)
        {
            Become(Unsettled, exception.Message);
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

    private void Become(FeedState state, string reason)
    {
        FeedStatus before = _status;
        if (before.State != state || before.Reason != reason)
        {
            FeedStatus now = new(state, reason, before.State == state ? before.Since : DateTimeOffset.UtcNow);
            _status = now;
            bool isNormal = state is FeedState.Live or FeedState.Stopped;
            LogStatus(_logger, isNormal ? LogLevel.Information : LogLevel.Warning, reason);
            StatusChanged?.Invoke(now);
        }
    }

    [LoggerMessage(EventId = 1, Message = "{Reason}")]
    private static partial void LogStatus(ILogger logger, LogLevel level, string reason);
}
