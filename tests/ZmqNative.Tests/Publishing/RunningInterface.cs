using Microsoft.Extensions.Logging;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>A notification interface on real sockets, with a probe at each of its addresses.</summary>
internal sealed class RunningInterface : IDisposable
{
    public const string Anywhere = "tcp://127.0.0.1:*";

    private readonly List<TestSubscriber> _subscribers = [];

    public RunningInterface(ZmqNotificationOptions options, BlockReader? reader = null, ILoggerFactory? log = null, Action<NotifierFactories>? extend = null)
    {
        NotifierFactories factories = new(reader);
        factories.Add(ProbeNotifier.Type_, () => new ProbeNotifier());
        extend?.Invoke(factories);
        string[] addresses = [.. factories.Types.SelectMany(type => options.Of(type).Addresses).Distinct()];
        options.Additional[ProbeNotifier.Type_] = new NotifierOptions(addresses, Notifier.DefaultHighWatermark);
        options.ThrowOnStartFailure = true;
        Notifications = new NotificationInterface(options, factories, log);
        Notifications.Initialize();
    }

    public NotificationInterface Notifications { get; }

    public static ZmqNotificationOptions AllTopics(string address = Anywhere, int highWatermark = 1000) => new()
    {
        PubHashBlock = [address],
        PubHashTransaction = [address],
        PubRawBlock = [address],
        PubRawTransaction = [address],
        PubSequence = [address],
        PubHashBlockHighWatermark = highWatermark,
        PubHashTransactionHighWatermark = highWatermark,
        PubRawBlockHighWatermark = highWatermark,
        PubRawTransactionHighWatermark = highWatermark,
        PubSequenceHighWatermark = highWatermark,
    };

    /// <summary>Connects a subscriber and returns when its subscriptions are known to have arrived.</summary>
    public TestSubscriber Subscribe(string address = Anywhere, params string[] topics)
    {
        TestSubscriber subscriber = Connect(address, topics);
        _subscribers.Add(subscriber);
        return subscriber;
    }

    /// <summary>The same for one that the caller disposes of.</summary>
    public TestSubscriber Connect(string address, params string[] topics)
    {
        TestSubscriber subscriber = new(Notifications.GetBoundEndpoint(address), topics);
        for (int round = 0; round < 1000; round++)
        {
            Probe(address);
            if (subscriber.ReceiveAny(10) is not null)
            {
                return subscriber;
            }
        }
        throw new TimeoutException("No probe arrived within 10 seconds.");
    }

    /// <summary>Asserts that everything published before has been received: the next thing to come is a probe.</summary>
    public void AssertNothingLeft(TestSubscriber subscriber, string address = Anywhere)
    {
        Probe(address);
        Assert.That(subscriber.ReceiveAny(10_000)?.Topic, Is.EqualTo(ProbeNotifier.Topic.Name));
    }

    public void Dispose()
    {
        _subscribers.ForEach(subscriber => subscriber.Dispose());
        Notifications.Dispose();
    }

    private void Probe(string address) =>
        Notifications.Notify(address, static (notifier, at) => notifier is not ProbeNotifier probe || probe.Address != at || probe.Publish());
}
