using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.NodeTests;

/// <summary>Publishes a node by RPC on an address of its own, with a recorder that has every message of it.</summary>
internal sealed class PolledRelay : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly NotificationInterface _notifications;
    private readonly List<FeedStatus> _statuses = [];
    private readonly RunningNode _feed;
    private readonly Task _running;

    /// <summary>Begins at once; the recorder is there before the first message.</summary>
    /// <param name="rpc">The node, running or not.</param>
    internal PolledRelay(NodeRpc rpc)
    {
        _feed = new RunningNode(rpc) { PollsOnly = true, PollInterval = TimeSpan.FromMilliseconds(100) };
        _feed.StatusChanged += Add;
        Add(_feed.Status);
        const string Any = "tcp://127.0.0.1:*";
        ZmqNotificationOptions options = new()
        {
            PubHashBlock = [Any],
            PubHashTransaction = [Any],
            PubRawBlock = [Any],
            PubRawTransaction = [Any],
            PubSequence = [Any],
            PubHashBlockHighWatermark = 0,
            ThrowOnStartFailure = true,
        };
        _notifications = new NotificationInterface(options, new NotifierFactories(_feed.TryReadBlock));
        _notifications.Initialize();
        Recorder = new Recorder(_notifications.GetBoundEndpoint(Any));
        Recorder.WaitUntil(IsHeard, "the subscription");
        _running = Task.Run(() => _feed.RunAsync(_notifications, _end.Token));
    }

    internal Recorder Recorder { get; }

    internal FeedStatus[] Statuses
    {
        get
        {
            lock (_statuses)
            {
                return [.. _statuses];
            }
        }
    }

    internal void WaitFor(FeedState state) => WaitUntil(() => _feed.Status.State == state, $"the state {state}");

    internal void WaitUntil(Func<bool> condition, string what)
    {
        try
        {
            Recorder.WaitUntil(condition, what);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}\n{string.Join('\n', Statuses.TakeLast(30).Append(_feed.Status))}\nThe feed: {_running.Status}", exception);
        }
    }

    /// <summary>Waits until the chain as published ends at this block, and checks that every step on the way was one.</summary>
    /// <param name="start">The chain when the feed became live, the tip last.</param>
    /// <param name="tip">What it is to end at.</param>
    /// <returns>All of it.</returns>
    internal Hash256[] WaitForChain(IEnumerable<Hash256> start, Hash256 tip)
    {
        Hash256[] chain = [.. start];
        WaitUntil(() => (chain = Apply(start))[^1] == tip, $"the chain to end at {tip}");
        return chain;
    }

    /// <summary>Ends the feed, and returns when it has.</summary>
    internal void End()
    {
        _end.Cancel();
        _running.Wait(RegtestNode.Deadline);
        Assert.That(_running.IsCompletedSuccessfully, $"{_running.Status}");
    }

    internal Task RunAgain() => _feed.RunAsync(_notifications, _end.Token);

    public void Dispose()
    {
        _end.Cancel();
        _ = Task.WhenAny(_running).Wait(RegtestNode.Deadline);
        Recorder.Dispose();
        _notifications.Dispose();
        _end.Dispose();
    }

    private Hash256[] Apply(IEnumerable<Hash256> start)
    {
        List<Hash256> chain = [.. start];
        foreach ((string _, string body) in Recorder.Lines.Where(line => line.Topic == "sequence" && line.Body[0] is 'C' or 'D'))
        {
            Hash256 block = Hash256.Parse(body.AsSpan(2));
            if (body[0] == 'C')
            {
                chain.Add(block);
            }
            else
            {
                Assert.That(block, Is.EqualTo(chain[^1]));
                chain.RemoveAt(chain.Count - 1);
            }
        }
        return [.. chain];
    }

    // A removal that means nothing, until one is received: from then on every message is.
    private bool IsHeard()
    {
        _notifications.TransactionRemovedFromMempool(new Transaction(default, default), MempoolRemovalReason.Unknown, 1);
        return Recorder.Count > 0;
    }

    private void Add(FeedStatus status)
    {
        lock (_statuses)
        {
            _statuses.Add(status);
        }
    }
}
