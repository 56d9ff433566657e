using System.Collections.Concurrent;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream.Tests;

/// <summary>A subscriber whose items are collected by a task, until it is disposed of.</summary>
internal sealed class Reading : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<StreamItem> _items = new();
    private readonly Task _run;

    internal Reading(JetStreamSubscriberOptions options, Func<StreamItem, CancellationToken, Task>? handle = null)
    {
        Subscriber = new JetStreamSubscriber(options);
        _run = Task.Run(async () =>
        {
            await foreach (StreamItem item in Subscriber.WithCancellation(_end.Token))
            {
                _items.Enqueue(item);
                await (handle?.Invoke(item, _end.Token) ?? Task.CompletedTask);
            }
        });
    }

    internal JetStreamSubscriber Subscriber { get; }

    internal StreamItem[] Items => [.. _items];

    internal Notification[] Notifications => [.. _items.OfType<Notification>()];

    internal uint?[] Counters => [.. Notifications.Select(one => one.MessageSequence)];

    /// <summary>What says that something is missing; connections are left out.</summary>
    internal StreamEvent[] Losses => [.. _items.OfType<StreamEvent>().Where(one => one.MayHaveLostMessages && one is not HandshakeDone)];

    internal void WaitFor(Func<Reading, bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(() => condition(this) || _run.IsCompleted, NatsServer.Deadline) || !condition(this))
        {
            Assert.Fail($"Waited in vain for: {what}. {_run.Exception}\n{string.Join('\n', Items.TakeLast(20))}");
        }
    }

    internal void WaitForCount(int count) => WaitFor(reading => reading.Notifications.Length >= count, $"{count} notifications");

    internal void WaitUntilLive() => WaitFor(reading => reading.Items.Any(one => one is StateChanged { State: SubscriberState.Live }), "Live");

    internal async Task<Exception?> EndAsync()
    {
        await _run.WaitAsync(NatsServer.Deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _run.Exception?.InnerException;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _run.WaitAsync(NatsServer.Deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        Assert.That(_run.IsCompleted, Is.True, "the enumeration ended");
    }
}
