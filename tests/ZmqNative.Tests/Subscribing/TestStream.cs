using Microsoft.Extensions.Logging;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>A subscriber under test, which is read item by item, with a deadline.</summary>
internal sealed class TestStream : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(FakePublisher.Deadline);

    internal TestStream(NotificationSubscriberOptions options, ILoggerFactory? loggerFactory = null) =>
        Subscriber = new NotificationSubscriber(options, loggerFactory);

    internal NotificationSubscriber Subscriber { get; }

    /// <summary>Options with short times, for one address.</summary>
    internal static NotificationSubscriberOptions Options(params string[] addresses) => new()
    {
        Addresses = [.. addresses],
        ReconnectInterval = TimeSpan.FromMilliseconds(10),
        MaxReconnectInterval = TimeSpan.FromMilliseconds(100),
        UnseenAfter = TimeSpan.Zero,
    };

    /// <summary>The next item; events of connections and states are skipped unless they are wanted.</summary>
    internal StreamItem Next(bool connections = false)
    {
        while (true)
        {
            StreamItem item = Subscriber.ReadAsync(_deadline.Token).AsTask().GetAwaiter().GetResult() ?? throw new InvalidOperationException("The stream has ended.");
            // "?" proves that a subscription is there.
            if (item is OtherNotification { Topic: "?" })
            {
                continue;
            }
            if (connections || item is not (HandshakeDone or Disconnected or Waiting { Topic: null } or StateChanged))
            {
                return item;
            }
        }
    }

    internal T WaitFor<T>()
        where T : StreamItem
    {
        while (true)
        {
            if (Next(connections: true) is T item)
            {
                return item;
            }
        }
    }

    /// <summary>A short form for comparisons.</summary>
    internal static string Show(StreamItem item) => item switch
    {
        Gap e => $"gap {e.Topic} {e.Expected} {e.Received} {e.Lost}",
        PublisherRestarted e => $"restarted {e.Topic} {e.Expected} {e.Received}",
        Discontinuity e => $"discontinuity {e.Topic} {e.Expected} {e.Received}",
        Duplicate e => $"duplicate {e.Topic} {e.Received}",
        Malformed e => $"malformed {e.Topic}: {e.Reason} ({string.Join(' ', e.PartLengths)})",
        Notification e => $"{e.Topic} {e.MessageSequence}",
        _ => item.GetType().Name,
    };

    internal string[] ShowTopic(string topic, int count) =>
        [.. Enumerable.Range(0, int.MaxValue).Select(_ => Next()).Where(item => item is Notification notification && notification.Topic == topic).Take(count).Select(Show)];

    internal string[] Show(int count) => [.. Enumerable.Range(0, count).Select(_ => Show(Next()))];

    public void Dispose()
    {
        Subscriber.Dispose();
        _deadline.Dispose();
    }
}
