using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// The node beside a stream: says which topics it does not publish, follows its blocks and mirrors
/// its mempool. The stream is shown even while the node does not answer. Where the messages that
/// would trigger it cannot come, also because there is no connection, the node is asked in intervals.
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

    // How long there is no connection before the node is asked instead.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
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

    // Addresses without a connection, and since when.
    private readonly ConcurrentDictionary<string, long> _lost = new(StringComparer.Ordinal);

    // What the last check found: topics, and addresses without a connection for longer.
    private IReadOnlyList<string> _missing;
    private string[] _unreached = [];

    // Why the node is asked; null while it is not.
    private string? _asksBlocks;
    private string? _asksMempool;
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
        foreach (string address in options.Addresses)
        {
            _lost[address] = Environment.TickCount64;
        }
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
        _ = item is Disconnected ? _lost.TryAdd(item.Source, Environment.TickCount64)
            : item is HandshakeDone && _lost.TryRemove(item.Source, out _);
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
            try
            {
                await (Unreached().SequenceEqual(_unreached)
                    ? Task.CompletedTask : CheckTopicsAsync(cancellationToken, waits: false));
            }
            catch (RpcException exception)
                when (exception.IsUnreachable || exception.IsWarmingUp || exception.IsStranger)
            {
                // It is asked again in a second; that there is no connection is said already.
            }
            await SayWhyAsync(AskAsync(cancellationToken), cancellationToken);
            Task<bool> more = items.WaitToReadAsync(cancellationToken).AsTask();
            bool looksAgain = _asksBlocks is not null || _asksMempool is not null || !_lost.IsEmpty;
            if ((!looksAgain || await Task.WhenAny(more, Task.Delay(s_second, cancellationToken)) == more)
                && !await more)
            {
                return;
            }
        }
    }

    // The topics without which nothing would trigger follower and mirror: at the start, and again
    // where a node may publish others than before, because it was restarted, or elsewhere, because
    // there is no connection any more. The addresses may be a relay's, which publishes them although
    // the node does not: then the first such message ends the asking. Only what has changed is said.
    private async Task CheckTopicsAsync(CancellationToken cancellationToken, bool waits = true)
    {
        string[] asked = [.. _options.Topics.Concat(s_blockTopics).Distinct()];
        Task<PublisherDiscovery> Find(CancellationToken token) => PublisherDiscovery.FindAsync(_rpc, asked, token);
        IReadOnlyList<string> missing, addresses = [];
        try
        {
            PublisherDiscovery found = await (waits
                ? NodeGate.CallAsync(_rpc, Find, _notice, cancellationToken) : Find(cancellationToken));
            (missing, addresses) = (found.MissingTopics, found.Addresses);
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
        (_missing, _unreached) = (missing, Unreached());
        _asksBlocks = _follower is null
            ? null : SayAsking(Blocks, s_second, WhyAsk(s_blockTopics, addresses), _asksBlocks);
        _asksMempool = _mirror is null
            ? null : SayAsking(Mempool, s_mempoolInterval, WhyAsk(s_mempoolTopics, addresses), _asksMempool);
    }

    private string[] Unreached() =>
    [
        .. _lost.Where(one => Environment.TickCount64 - one.Value >= s_patience.TotalMilliseconds)
            .Select(one => one.Key).Order(StringComparer.Ordinal),
    ];

    // Null where messages can trigger it.
    private string? WhyAsk(string[] needed, IReadOnlyList<string> published)
    {
        string[] subscribed = [.. needed.Where(topic => TopicNames.Includes(_options.Topics, topic))];
        string[] elsewhere = [.. published.Except(_options.Addresses)];
        return subscribed.Length == 0 ? $"--topic leaves out {List(needed)}"
            : !subscribed.Except(_missing).Any() ? $"the node does not publish {List(subscribed)}"
            : _unreached.Length == 0 ? null
            : $"there is no connection to {List(_unreached)}"
                + (elsewhere.Length == 0 ? string.Empty : $", and the node publishes at {List(elsewhere)}");
    }

    private string? SayAsking(string what, TimeSpan interval, string? reason, string? before)
    {
        if (reason is not null && reason != before)
        {
            Console.Error.WriteLine($"Asking for {what} every {interval.TotalSeconds} s: {reason}.");
            _output.Write("asking", what, reason);
        }
        return reason;
    }

    private static string List(string[] topics) =>
        topics.Length == 1 ? topics[0] : $"{string.Join(", ", topics[..^1])} and {topics[^1]}";

    private async Task ObserveAsync(StreamItem item, CancellationToken cancellationToken)
    {
        bool isSequence = item is BlockConnected or BlockDisconnected or TransactionAdded or TransactionRemoved;
        _asksMempool = isSequence ? null : _asksMempool;
        _asksBlocks = isSequence || item is HashBlock or RawBlock ? null : _asksBlocks;
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
        if (_asksBlocks is not null)
        {
            await foreach (ChainStep step in _follower!.CatchUpAsync(cancellationToken))
            {
                _output.Write(step);
            }
        }
        if (_asksMempool is not null
            && (_mempoolAsked == 0 || Stopwatch.GetElapsedTime(_mempoolAsked) >= s_mempoolInterval))
        {
            _mempoolAsked = Stopwatch.GetTimestamp();
            await _mirror!.ResyncAsync(cancellationToken);
        }
    }

    // Follower and mirror wait for the node in silence.
    private async Task SayWhyAsync(Task work, CancellationToken cancellationToken)
    {
        while (!work.IsCompleted && await Task.WhenAny(work, Task.Delay(s_second, CancellationToken.None)) != work)
        {
            _notice.Begin(NodeGate.Name(_rpc), _rpc.Pending);
        }
        _notice.End(NodeGate.Name(_rpc));
        await work;
    }

    // A mirror that is asked for takes a snapshot each time; only those that differ are shown.
    private void Show(MempoolState state)
    {
        (MempoolState, int, ulong) now = (state, _mirror!.TransactionIds.Count, _mirror.MempoolSequence);
        if (_asksMempool is null || (state == MempoolState.Live && now != _shown))
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
