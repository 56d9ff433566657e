using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests;

/// <summary>The loop of a user's program, one item after the other on the test's own thread, with a deadline.</summary>
internal sealed class FollowLoop : IDisposable
{
    private readonly Func<StreamItem, CancellationToken, Task> _observe;
    private readonly CancellationTokenSource _deadline = new(RegtestNode.Deadline);
    private readonly NotificationSubscriber _subscriber;

    /// <summary>Connects as <see cref="RunToConnection"/> says.</summary>
    /// <param name="node">The node.</param>
    /// <param name="address">Where it publishes.</param>
    /// <param name="observe">What to do with each item.</param>
    internal FollowLoop(RegtestNode node, string address, Func<StreamItem, CancellationToken, Task> observe)
    {
        _observe = observe;
        _subscriber = new NotificationSubscriber(new NotificationSubscriberOptions { Addresses = { address }, MaxReconnectInterval = TimeSpan.FromMilliseconds(500) });
        RunToConnection(node);
    }

    internal List<StreamItem> Items { get; } = [];

    /// <summary>Goes on until there is an item of this kind, it included.</summary>
    internal void Run(Predicate<StreamItem> until)
    {
        StreamItem item;
        do
        {
            item = _subscriber.ReadAsync(_deadline.Token).AsTask().GetAwaiter().GetResult() ?? throw new InvalidOperationException("The stream has ended.");
            Observe(item);
        }
        while (!until(item));
    }

    /// <summary>Goes on until there is a connection, and mines until a message has come over it: from then on every one does.</summary>
    internal void RunToConnection(RegtestNode node)
    {
        Run(item => item is HandshakeDone);
        bool heard = false;
        while (!heard)
        {
            node.Generate(1);
            while (!heard && _subscriber.TryRead(out StreamItem? item))
            {
                heard = item is Notification;
                Observe(item);
            }
        }
        RunTo(node);
    }

    /// <summary>Mines a block, and goes on until it is announced, and so everything before.</summary>
    internal void RunTo(RegtestNode node)
    {
        var last = node.GenerateWith();
        Run(item => item is BlockConnected block && block.Hash == last);
    }

    public void Dispose()
    {
        _subscriber.Dispose();
        _deadline.Dispose();
    }

    private void Observe(StreamItem item)
    {
        Items.Add(item);
        _observe(item, _deadline.Token).GetAwaiter().GetResult();
    }
}
