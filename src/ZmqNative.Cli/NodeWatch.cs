using System.Threading.Channels;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// Follows blocks and mirrors the mempool in parallel with the stream, which is shown even while
/// the node does not answer.
/// </summary>
internal sealed class NodeWatch : IAsyncDisposable
{
    // The longest time that a node that does not answer delays the end.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _end = new();
    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>(
        new UnboundedChannelOptions { SingleReader = true });
    private readonly BlockFollower? _follower;
    private readonly MempoolMirror? _mirror;
    private readonly IStreamOutput _output;
    private readonly string? _mempoolFile;
    private readonly Task _task;

    internal NodeWatch(
        NodeRpc rpc, bool followBlocks, Hash256? fromBlock, bool mirrorMempool, string? mempoolFile,
        IStreamOutput output)
    {
        (_output, _mempoolFile) = (output, mempoolFile);
        _follower = followBlocks ? new BlockFollower(rpc, fromBlock) : null;
        _mirror = mirrorMempool ? new MempoolMirror(rpc) : null;
        if (_mirror is not null)
        {
            _mirror.StateChanged += state =>
            {
                _output.Write(_mirror);
                if (state == MempoolState.Live)
                {
                    WriteMempool();
                }
            };
        }
        _task = Task.Run(() => RunAsync(_end.Token));
    }

    /// <summary>
    /// Queues an item. Transactions are ignored. Of a raw block only the event is used, because its
    /// body may be freed before the item is handled.
    /// </summary>
    internal void Observe(StreamItem item)
    {
        if (_task.IsFaulted)
        {
            _task.GetAwaiter().GetResult();
        }
        if (item is not (RawTransaction or OtherNotification or HashTransaction))
        {
            _ = _items.Writer.TryWrite(item);
        }
    }

    /// <summary>
    /// Waits until everything observed is done, and writes the mempool for the last time.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _items.Writer.Complete();
        _end.CancelAfter(s_grace);
        try
        {
            await _task;
        }
        catch (OperationCanceledException)
        {
            // The node is down. The last known mempool is written.
        }
        WriteMempool();
        _end.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (StreamItem item in _items.Reader.ReadAllAsync(cancellationToken))
        {
            if (_follower is not null)
            {
                await foreach (ChainStep step in _follower.ObserveAsync(item, cancellationToken))
                {
                    _output.Write(step);
                }
            }
            if (_mirror is not null)
            {
                await _mirror.ObserveAsync(item, cancellationToken);
            }
        }
    }

    // Written to another file and moved, so that no reader sees a part of it.
    private void WriteMempool()
    {
        if (_mirror is not null && _mempoolFile is not null && _mirror.State == MempoolState.Live)
        {
            File.WriteAllLines(
                $"{_mempoolFile}.new",
                _mirror.TransactionIds.Select(id => id.ToString()).Order(StringComparer.Ordinal));
            File.Move($"{_mempoolFile}.new", _mempoolFile, overwrite: true);
        }
    }
}
