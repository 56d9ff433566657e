using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests;

/// <summary>What a user's program would be: one loop that feeds a follower and a mirror from a subscriber. Keeps all that was seen.</summary>
internal sealed class Watcher : IDisposable
{
    private readonly RegtestNode _node;
    private readonly NodeRpc _rpc;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<StreamItem> _items = [];
    private readonly List<ChainStep> _steps = [];
    private readonly List<MempoolState> _states = [];
    private readonly Task _loop;
    private int _done;

    internal Watcher(RegtestNode node, string address, Action<NotificationSubscriberOptions>? configure = null)
    {
        _node = node;
        _rpc = new NodeRpc(node.RpcAddress, RpcCredentials.Cookie(node.CookieFile)) { CallTimeout = TimeSpan.FromSeconds(2) };
        Start = node.Tip;
        Follower = new BlockFollower(_rpc, Start);
        Mirror = new MempoolMirror(_rpc);
        Mirror.StateChanged += _states.Add;
        NotificationSubscriberOptions options = new()
        {
            Addresses = { address },
            ReconnectInterval = TimeSpan.FromMilliseconds(50),
            MaxReconnectInterval = TimeSpan.FromMilliseconds(500),
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
            HeartbeatTimeout = TimeSpan.FromMilliseconds(1000),
        };
        configure?.Invoke(options);
        Subscriber = new NotificationSubscriber(options);
        _loop = Task.Run(Loop);
        WaitUntil(() => Subscriber.State == SubscriberState.Live, "the subscriber to be live");
    }

    internal NotificationSubscriber Subscriber { get; }

    internal BlockFollower Follower { get; }

    internal MempoolMirror Mirror { get; }

    internal Hash256 Start { get; }

    internal T[] Seen<T>()
    {
        lock (_items)
        {
            return [.. _items.OfType<T>()];
        }
    }

    /// <summary>Whether follower and mirror are done with one of these: each raw block has the node asked, and a node that is frozen then keeps the loop waiting.</summary>
    internal bool IsDoneWith<T>()
    {
        lock (_items)
        {
            return _items.Take(_done).Any(item => item is T);
        }
    }

    internal ChainStep[] Steps => Locked(() => _steps.ToArray());

    internal int Resyncs => Locked(() => _states.Count(state => state == MempoolState.Live));

    /// <summary>Waits until follower and mirror are where the node is, and checks that every step on the way was one.</summary>
    internal void WaitUntilEqual()
    {
        WaitUntil(() => Locked(() => Follower.Tip) == _node.Tip, "the follower to reach the node's tip");
        WaitUntil(() =>
        {
            HashSet<Hash256> expected = [.. _node.Call("getrawmempool").AsArray().Select(id => Hash256.Parse(id!.GetValue<string>()))];
            return Locked(() => Mirror.State == MempoolState.Live && Mirror.TransactionIds.SetEquals(expected));
        }, "the mirror to equal the node's mempool");
        List<Hash256> chain = [Start];
        int height = _node.Call("getblockheader", $"{Start}") is { } header ? header["height"]!.GetValue<int>() : 0;
        foreach (ChainStep step in Steps)
        {
            if (step.IsConnected)
            {
                chain.Add(step.Hash);
                Assert.That(step.Height, Is.EqualTo(++height));
            }
            else
            {
                Assert.That((step.Hash, step.Height), Is.EqualTo((chain[^1], height--)));
                chain.RemoveAt(chain.Count - 1);
            }
        }
        Assert.That(chain, Is.EqualTo(Enumerable.Range(_node.Height - chain.Count + 1, chain.Count).Select(_node.BlockAt)));
    }

    internal void WaitUntil(Func<bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(() => condition() || _loop.IsCompleted, RegtestNode.Deadline) || _loop.IsCompleted)
        {
            throw new TimeoutException($"Waited for {what}: {_loop.Exception}\n{string.Join('\n', Seen<StreamEvent>().TakeLast(30))}");
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        Subscriber.Dispose();
        _ = Task.WhenAny(_loop).Wait(RegtestNode.Deadline);
        _rpc.Dispose();
        _end.Dispose();
    }

    private async Task Loop()
    {
        while (await Subscriber.ReadAsync(_end.Token) is { } item)
        {
            lock (_items)
            {
                _items.Add(item);
            }
            await foreach (ChainStep step in Follower.ObserveAsync(item, _end.Token))
            {
                Locked(() => _steps.Add(step));
            }
            await Mirror.ObserveAsync(item, _end.Token);
            lock (_items)
            {
                _done++;
            }
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void Locked(Action write)
    {
        lock (_gate)
        {
            write();
        }
    }
}
