using System.Diagnostics;
using System.Threading.Channels;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// The node beside a stream: says which topics it does not publish, follows its blocks and mirrors
/// its mempool. The stream is shown even while the node does not answer. Where the messages that
/// would trigger it cannot come, the node is asked in intervals.
/// </summary>
internal sealed class NodeWatch : IAsyncDisposable
{
    private const string Blocks = "blocks";
    private const string Mempool = "mempool";

    // RPC_METHOD_NOT_FOUND: the node was built without ZMQ.
    private const int UnknownMethod = -32601;

    // The longest time that a node that does not answer delays the end.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_mempoolInterval = TimeSpan.FromSeconds(10);
    private static readonly string[] s_blockTopics = ["hashblock", "rawblock", "sequence"];
    private static readonly string[] s_mempoolTopics = ["sequence"];

    private readonly CancellationTokenSource _end = new();
    private readonly Channel<StreamItem> _items = Channel.CreateUnbounded<StreamItem>(
        new UnboundedChannelOptions { SingleReader = true });
    private readonly NodeRpc _rpc;
    private readonly NotificationSubscriberOptions _options;
    private readonly BlockFollower? _follower;
    private readonly MempoolMirror? _mirror;
    private readonly IStreamOutput _output;
    private readonly WaitNotice _notice;
    private readonly string? _mempoolFile;
    private readonly Task _task;
    private IReadOnlyList<string> _missing;
    private bool _asksBlocks;
    private bool _asksMempool;
    private long _mempoolAsked;
    private (MempoolState State, int Count, ulong Sequence) _shown;

    /// <param name="rpc">The node; not disposed of.</param>
    /// <param name="options">What the stream subscribes to.</param>
    /// <param name="follower">Follows the blocks, or null.</param>
    /// <param name="mirror">Mirrors the mempool, or null.</param>
    /// <param name="mempoolFile">Where the mirror's txids are written, or null.</param>
    /// <param name="output">Shows what is derived.</param>
    /// <param name="notice">Says why the node does not answer.</param>
    /// <param name="onFailure">Called when the node refuses a call; disposing throws it.</param>
    internal NodeWatch(
        NodeRpc rpc, NotificationSubscriberOptions options, BlockFollower? follower, MempoolMirror? mirror,
        string? mempoolFile, IStreamOutput output, WaitNotice notice, Action onFailure)
    {
        (_rpc, _options, _follower, _mirror) = (rpc, options, follower, mirror);
        (_mempoolFile, _output, _notice) = (mempoolFile, output, notice);
        // The subscriber itself says these.
        _missing = [.. options.MissingTopics];
        if (_mirror is not null)
        {
            _mirror.StateChanged += Show;
        }
        _task = Task.Run(async () =>
        {
            try
            {
                await RunAsync(_end.Token);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                onFailure();
                throw;
            }
        });
    }

    /// <summary>
    /// Queues an item. Transactions are ignored. Of a raw block only the event is used, because its
    /// body may be freed before the item is handled.
    /// </summary>
    internal void Observe(StreamItem item)
    {
        if (item is not (RawTransaction or OtherNotification or HashTransaction))
        {
            _ = _items.Writer.TryWrite(item);
        }
    }

    /// <summary>
    /// Waits until everything observed is done, and writes the mempool for the last time.
    /// </summary>
    /// <exception cref="RpcException">The node has refused a call.</exception>
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
        await CheckTopicsAsync(cancellationToken);
        ChannelReader<StreamItem> items = _items.Reader;
        while (true)
        {
            while (items.TryRead(out StreamItem? item))
            {
                await SayWhyAsync(ObserveAsync(item, cancellationToken), cancellationToken);
                if (item is HandshakeDone or PublisherRestarted)
                {
                    await CheckTopicsAsync(cancellationToken);
                }
            }
            if (!_asksBlocks && !_asksMempool)
            {
                if (!await items.WaitToReadAsync(cancellationToken))
                {
                    return;
                }
                continue;
            }
            await SayWhyAsync(AskAsync(cancellationToken), cancellationToken);
            Task<bool> more = items.WaitToReadAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(more, Task.Delay(s_second, cancellationToken)) == more && !await more)
            {
                return;
            }
        }
    }

    // The topics without which nothing would trigger follower and mirror: at the start, and again
    // where a node may publish others than before, because it was restarted. The addresses may be a
    // relay's, which publishes them although the node does not: then the first such message ends
    // the asking. Only what has changed is said.
    private async Task CheckTopicsAsync(CancellationToken cancellationToken)
    {
        string[] asked = [.. _options.Topics.Concat(s_blockTopics).Distinct()];
        IReadOnlyList<string> missing;
        try
        {
            PublisherDiscovery found = await NodeGate.CallAsync(
                _rpc, token => PublisherDiscovery.FindAsync(_rpc, asked, token), _notice, cancellationToken);
            missing = found.MissingTopics;
        }
        catch (RpcException exception) when (exception.Code == UnknownMethod)
        {
            missing = asked;
        }
        foreach (string topic in missing.Intersect(_options.Topics).Except(_missing))
        {
            _output.Write(new Waiting(
                string.Join(", ", _options.Addresses), DateTimeOffset.UtcNow, topic,
                $"the node does not publish {topic}"));
        }
        _missing = missing;
        bool asks = _follower is not null && !s_blockTopics.Any(Comes);
        if (asks && !_asksBlocks)
        {
            SayAsking(Blocks, s_blockTopics, s_second);
        }
        _asksBlocks = asks;
        asks = _mirror is not null && !s_mempoolTopics.Any(Comes);
        if (asks && !_asksMempool)
        {
            SayAsking(Mempool, s_mempoolTopics, s_mempoolInterval);
        }
        _asksMempool = asks;
    }

    private bool Comes(string topic) => IsSubscribed(topic) && !_missing.Contains(topic);

    private bool IsSubscribed(string topic) => TopicNames.Includes(_options.Topics, topic);

    private void SayAsking(string what, string[] needed, TimeSpan interval)
    {
        string[] subscribed = [.. needed.Where(IsSubscribed)];
        string reason = subscribed.Length > 0
            ? $"the node does not publish {List(subscribed)}" : $"--topic leaves out {List(needed)}";
        Console.Error.WriteLine($"Asking for {what} every {interval.TotalSeconds} s: {reason}.");
        _output.Write("asking", what, reason);
    }

    private static string List(string[] topics) =>
        topics.Length == 1 ? topics[0] : $"{string.Join(", ", topics[..^1])} and {topics[^1]}";

    private async Task ObserveAsync(StreamItem item, CancellationToken cancellationToken)
    {
        bool isSequence = item is BlockConnected or BlockDisconnected or TransactionAdded or TransactionRemoved;
        _asksMempool &= !isSequence;
        _asksBlocks &= !(isSequence || item is HashBlock or RawBlock);
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

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        if (_asksBlocks)
        {
            await foreach (ChainStep step in _follower!.CatchUpAsync(cancellationToken))
            {
                _output.Write(step);
            }
        }
        if (_asksMempool
            && (_mempoolAsked == 0 || Stopwatch.GetElapsedTime(_mempoolAsked) >= s_mempoolInterval))
        {
            _mempoolAsked = Stopwatch.GetTimestamp();
            await _mirror!.ResyncAsync(cancellationToken);
        }
    }

    // Follower and mirror wait for the node in silence: so it is called beside them.
    private async Task SayWhyAsync(Task work, CancellationToken cancellationToken)
    {
        if (!work.IsCompleted
            && await Task.WhenAny(work, Task.Delay(s_second, cancellationToken)) != work)
        {
            _ = await NodeGate.CallAsync(_rpc, _rpc.GetBestBlockHashAsync, _notice, cancellationToken);
        }
        await work;
    }

    // A mirror that is asked for takes a snapshot each time; only those that differ are shown.
    private void Show(MempoolState state)
    {
        (MempoolState, int, ulong) now = (state, _mirror!.TransactionIds.Count, _mirror.MempoolSequence);
        if (!_asksMempool || (state == MempoolState.Live && now != _shown))
        {
            _shown = now;
            _output.Write(_mirror);
        }
        if (state == MempoolState.Live)
        {
            WriteMempool();
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
