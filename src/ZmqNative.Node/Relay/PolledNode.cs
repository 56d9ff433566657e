using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// A running node without notifications of its own as the source: everything by RPC. Begins at the node's tip; from then on no block is missing, through reorganisations and while
/// the node is down, restarts or is killed.
/// </summary>
/// <remarks>
/// <para>Blocks are exact, in the node's order and bytes: <c>hashblock</c>, <c>rawblock</c>, <c>C</c> and <c>D</c>, and <c>hashtx</c> and <c>rawtx</c> of their transactions. What the node
/// went through between two questions is not seen if it came back. By hand (invalidateblock, preciousblock) the chain can be moved so that <c>hashblock</c> and <c>rawblock</c> come for more blocks or
/// fewer: what was invalidated the node does not tell.
/// Of a block that the node does not have any more (pruned, or lost when it was killed) only <c>C</c> or <c>D</c> and <c>hashblock</c> are published; <see cref="Status"/> says so.</para>
/// <para>The mempool is derived and not exact: the difference between two looks at it. What entered and left in between is not seen; removals come before additions, parents before
/// children; a transaction that returns from a block comes after the new blocks, not before; mempool sequences are the last ones the node can have used. A removed transaction is an id without bytes.
/// What is in the mempool when the feed begins is not published, nor what a restarted node still has.</para>
/// <para>Uses getbestblockhash, getblockheader, getblock, getblockchaininfo, and waitfornewblock if allowed; for hashtx, rawtx and sequence also getmempoolinfo, getrawmempool and
/// getrawtransaction (-rpcwhitelist). Whatever fails is tried again, after 0.1 to 2 s; a node that keeps the connection and does not answer is noticed after <see cref="NodeRpc.CallTimeout"/>.</para>
/// </remarks>
public sealed partial class PolledNode : ILiveFeed
{
    private readonly NodeRpc _rpc;
    private readonly ILogger _logger;
    private readonly string _node;
    private readonly PolledChain _chain;
    private readonly PolledMempool _mempool;
    private volatile FeedStatus _status;
    private bool _isLongPollRefused;
    private int _runs;

    /// <summary>Remembers the node; asks nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="rpc">The node; not disposed of.</param>
    /// <param name="loggerFactory">Told of each <see cref="Status"/>: information, or a warning while the node does not answer.</param>
    public PolledNode(NodeRpc rpc, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        _rpc = rpc;
        _logger = loggerFactory?.CreateLogger<PolledNode>() ?? NullLogger<PolledNode>.Instance;
        _node = $"The node at {rpc.Address.GetLeftPart(UriPartial.Authority)}";
        _mempool = new PolledMempool(rpc);
        _chain = new PolledChain(rpc, _mempool.Confirm, block => Become(Unsettled, $"{_node} does not have block {block.Height} any more, {block.Hash}: its transactions and rawblock are not published."));
        _status = new FeedStatus(FeedState.Starting, $"{_node} was not asked yet.", DateTimeOffset.UtcNow);
    }

    /// <summary>How often the mempool is looked at, and how late a block is at most where the node refuses to tell of it at once (default: 1 s).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or longer than a day.</exception>
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

    // A node that was never reached is not one that was lost.
    private FeedState Unsettled => _status.State == FeedState.Starting ? FeedState.Starting : FeedState.Recovering;

    /// <inheritdoc/>
    /// <remarks>Nothing is fatal: wrong credentials are tried again too, since a restarted node writes its new cookie a little later.</remarks>
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
            // It was asked for.
        }
        finally
        {
            Become(FeedState.Stopped, $"{_node} is not followed any more.");
        }
    }

    /// <inheritdoc/>
    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(body);
        return _chain.TryRead(index, body);
    }

    /// <summary>Does nothing: what it has is given back when <see cref="RunAsync"/> ends.</summary>
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
            while (!await _mempool.UpdateAsync(notifications, _chain.Tip!.Value, cancellationToken).ConfigureAwait(false));
            Become(FeedState.Live, $"{_node} is followed by RPC.");
            await WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RpcException exception)
        {
            Become(Unsettled, exception.IsUnreachable || exception.IsWarmingUp ? $"{_node} does not answer: {exception.Reason}" : exception.Message);
        }
        catch (InvalidDataException exception)
        {
            Become(Unsettled, exception.Message);
        }
        // It may be another node that answers next.
        _mempool.Doubt();
        _isLongPollRefused = false;
        return false;
    }

    // A block that comes just before the node begins to wait is seen after the interval.
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        bool answersSooner = _rpc.CallTimeout == Timeout.InfiniteTimeSpan || PollInterval < _rpc.CallTimeout / 2;
        try
        {
            if (!_isLongPollRefused)
            {
                _ = await _rpc.WaitForNewBlockAsync(answersSooner ? PollInterval : _rpc.CallTimeout / 2, cancellationToken).ConfigureAwait(false);
                return;
            }
        }
        catch (RpcException exception) when (!exception.IsUnreachable && !exception.IsWarmingUp)
        {
            // Refused, if it does not refuse everything.
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
            LogStatus(_logger, state is FeedState.Live or FeedState.Stopped ? LogLevel.Information : LogLevel.Warning, reason);
            StatusChanged?.Invoke(now);
        }
    }

    [LoggerMessage(EventId = 1, Message = "{Reason}")]
    private static partial void LogStatus(ILogger logger, LogLevel level, string reason);
}
