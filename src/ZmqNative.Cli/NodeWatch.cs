using System.Threading.Channels;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>Follows blocks and mirrors the mempool beside the stream, which must go on being shown while the node does not answer.</summary>
internal sealed class NodeWatch : IAsyncDisposable
{
    // How long a node that does not answer may hold up the end.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _end = new();
    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly BlockFollower? _follower;
    private readonly MempoolMirror? _mirror;
    private readonly IStreamOutput _output;
    private readonly string? _mempoolFile;
    private readonly Task _task;

    internal NodeWatch(NodeRpc rpc, bool followBlocks, Hash256? fromBlock, bool mirrorMempool, string? mempoolFile, IStreamOutput output)
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

    /// <summary>Takes note of an item. Transactions say nothing here; a raw block only that there is one, its body may be gone before it is looked at.</summary>
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

    /// <summary>Waits until everything observed is done, and writes the mempool for the last time.</summary>
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
            // The node is down; what was known last is written.
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

    // Beside and moved over, so that nobody reads half of it.
    private void WriteMempool()
    {
        if (_mirror is not null && _mempoolFile is not null && _mirror.State == MempoolState.Live)
        {
            File.WriteAllLines($"{_mempoolFile}.new", _mirror.TransactionIds.Select(id => id.ToString()).Order(StringComparer.Ordinal));
            File.Move($"{_mempoolFile}.new", _mempoolFile, overwrite: true);
        }
    }
}
