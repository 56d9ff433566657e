using System.Diagnostics.Metrics;
using ZmqNative.Diagnostics;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>Consumers that are slow, stop, or want no queue.</summary>
public sealed class QueueTests
{
    private const int Flood = 10_000;

    [TestCase(OverflowPolicy.DropOldest)]
    [TestCase(OverflowPolicy.DropNewest)]
    public void Dropped_is_counted_exactly_where_the_loss_is(OverflowPolicy policy)
    {
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        (options.QueueCapacity, options.Overflow, options.ReceiveHighWatermark) = (10, policy, 0);
        using TestStream stream = new(options);
        _ = stream.WaitFor<StateChanged>();
        publisher.WaitForSubscription();
        for (uint i = 0; i < 100; i++)
        {
            publisher.Send("hashtx", i * 2);
        }
        publisher.SendParts("the end"u8.ToArray());
        // Each message comes with a gap of one before it, but for the first.
        long next = 0;
        while (next < 199)
        {
            StreamItem item = stream.Next();
            switch (item)
            {
                case Dropped { Topic: "hashtx" } e:
                    next += e.Count;
                    break;
                case Gap gap:
                    Assert.That(gap.Expected, Is.EqualTo(next));
                    next += gap.Lost;
                    break;
                case HashTransaction transaction:
                    Assert.That(transaction.MessageSequence, Is.EqualTo(next));
                    next++;
                    break;
                default:
                    break;
            }
        }
        Assert.That(next, Is.EqualTo(199));
    }

    /// <summary>
    /// The publisher's own mark is Core's, 1000. On one connection the received and the lost messages
    /// together are all.
    /// </summary>
    [Test]
    public void Every_message_beyond_the_high_water_marks_is_in_a_gap()
    {
        using FakePublisher publisher = new(highWatermark: 1000);
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        (options.QueueCapacity, options.ReceiveHighWatermark) = (10, 10);
        using TestStream stream = new(options);
        publisher.WaitForSubscription();
        // Bodies large enough to fill the kernel's buffers.
        byte[] body = new byte[10_000];
        for (uint i = 0; i < Flood; i++)
        {
            publisher.Send(i % 2 == 0 ? "rawtx" : "rawblock", body, i / 2);
        }
        Dictionary<string, long> next = [];
        long lost = 0;
        bool ended = false;
        uint extra = 0;
        while (!ended)
        {
            if (!stream.Subscriber.TryRead(out StreamItem? item))
            {
                // A loss at the very end is revealed by the next message: there is room for one now.
                publisher.Send("rawtx", body, (Flood / 2) + extra);
                publisher.Send("rawblock", body, (Flood / 2) + extra++);
                publisher.SendParts("the end"u8.ToArray());
                item = stream.Next();
            }
            switch (item)
            {
                case Gap gap:
                    Assert.That(gap.Expected, Is.EqualTo(next[gap.Topic]));
                    next[gap.Topic] += gap.Lost;
                    lost += gap.Lost;
                    break;
                case RawNotification { MessageSequence: uint messageSequence } raw:
                    Assert.That(messageSequence, Is.EqualTo(next.GetValueOrDefault(raw.Topic)));
                    next[raw.Topic] = messageSequence + 1;
                    break;
                case OtherNotification { Topic: "the end" }:
                    ended = next.Count == 2 && next.Values.All(value => value >= Flood / 2);
                    break;
                default:
                    break;
            }
        }
        Assert.That(lost, Is.GreaterThan(0), "the flood was meant to be too much");
    }

    /// <summary>Counted or not; what a listener does with a measurement is its own.</summary>
    [Test]
    public void The_callback_form_allocates_nothing_for_a_message([Values] bool isCounted)
    {
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (isCounted && instrument.Meter.Name == Telemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        long counted = 0;
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();
        const int Messages = 20_000;
        using FakePublisher publisher = new();
        CountingHandler handler = new(Messages);
        using NotificationReceiver receiver = new(TestStream.Options(publisher.Address), handler);
        publisher.WaitForSubscription();
        // Events allocate, and the handshake may be read after the first messages.
        Assert.That(handler.Live.Wait(FakePublisher.Deadline));
        for (uint i = 0; i < Messages; i++)
        {
            publisher.Send("hashtx", i);
        }
        Assert.That(handler.Done.Wait(FakePublisher.Deadline));
        Assert.That(handler.Allocated, Is.Zero, "bytes from the first message to the last");
        Assert.That(counted, isCounted ? Is.GreaterThan(Messages) : Is.Zero);
    }

    [Test]
    public void A_publisher_that_never_pauses_does_not_keep_the_others_waiting()
    {
        using FakePublisher busy = new(), quiet = new();
        using SemaphoreSlim heard = new(0);
        using NotificationReceiver receiver = new(TestStream.Options(busy.Address, quiet.Address), new SlowHandler(quiet.Address, heard));
        busy.WaitForSubscription();
        quiet.WaitForSubscription();
        for (uint i = 0; i < 50_000; i++)
        {
            busy.Send("hashtx", i);
        }
        Assert.That(heard.Wait(FakePublisher.Deadline), "the first of the busy one");
        quiet.Send("hashtx", 0);
        // The handler would need a quarter of an hour for the backlog.
        Assert.That(heard.Wait(FakePublisher.Deadline), "the other one");
    }

    /// <summary>The messages of the other publisher came in time; the handler came to them late.</summary>
    [Test]
    public void Silence_that_is_the_handlers_own_is_no_stall()
    {
        using FakePublisher first = new(), second = new();
        NotificationSubscriberOptions options = TestStream.Options(first.Address, second.Address);
        options.StallAfter["hashblock"] = TimeSpan.FromSeconds(2);
        BusyHandler handler = new(options.StallAfter["hashblock"] * 2);
        using NotificationReceiver receiver = new(options, handler);
        first.WaitForSubscription();
        second.WaitForSubscription();
        Assert.That(handler.Live.Wait(FakePublisher.Deadline));
        first.Send("hashtx", 0);
        Assert.That(handler.IsBusy.Wait(FakePublisher.Deadline));
        second.Send("hashblock", 0);
        first.Send("hashtx", 1);
        Assert.That(handler.Done.Wait(FakePublisher.Deadline));
        Assert.That(handler.Stalled, Is.Null);
    }

    [Test]
    public void The_callback_form_may_keep_a_body()
    {
        using FakePublisher publisher = new();
        KeepingHandler handler = new();
        using NotificationReceiver receiver = new(TestStream.Options(publisher.Address), handler);
        byte[] block = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        publisher.WaitForSubscription().Send("rawblock", block, 0);
        publisher.Send("rawblock", new byte[200], 1);
        Assert.That(handler.Done.Wait(FakePublisher.Deadline));
        Assert.That(handler.Kept!.Span.ToArray(), Is.EqualTo(block));
        handler.Kept.Dispose();
    }

    [Test]
    public void Disposal_wakes_consumers_that_wait()
    {
        using FakePublisher publisher = new();
        NotificationSubscriber subscriber = new(TestStream.Options(publisher.Address));
        Task<StreamItem?>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (await subscriber.ReadAsync() is not null)
            {
            }
            return (StreamItem?)null;
        }))];
        publisher.WaitForSubscription();
        subscriber.Dispose();
        subscriber.Dispose();
        Assert.That(Task.WaitAll(readers, FakePublisher.Deadline));
    }

    [Test]
    public void A_cancelled_wait_is_not_the_end_of_the_subscriber()
    {
        using FakePublisher publisher = new();
        using TestStream stream = new(TestStream.Options(publisher.Address));
        _ = stream.WaitFor<StateChanged>();
        using CancellationTokenSource cancel = new();
        Task<StreamItem?> wait = stream.Subscriber.ReadAsync(cancel.Token).AsTask();
        cancel.Cancel();
        Assert.That(async () => await wait, Throws.InstanceOf<OperationCanceledException>());
        publisher.WaitForSubscription().Send("hashtx", 1);
        Assert.That(TestStream.Show(stream.Next()), Is.EqualTo("hashtx 1"));
    }

    [Test]
    public void A_subscriber_of_nothing_is_refused() =>
        Assert.That(() => new NotificationSubscriber(new NotificationSubscriberOptions()), Throws.ArgumentException.With.Message.Contains("Addresses is empty"));

    [Test]
    public void An_address_that_is_none_is_refused_at_once() =>
        Assert.That(() => new NotificationSubscriber(TestStream.Options("tcp://127.0.0.1:28332", "nonsense")), Throws.TypeOf<Interop.ZmqException>().With.Message.Contains("nonsense"));

    [Test]
    public void Conflate_is_refused_with_the_reason()
    {
        NotificationSubscriberOptions options = TestStream.Options("tcp://127.0.0.1:1");
        options.ConfigureSocket = socket => socket.Conflate = true;
        Assert.That(() => new NotificationSubscriber(options), Throws.ArgumentException.With.Message.Contains("keeps one part of a message only")
            .And.Message.Contains("ZMQ_CONFLATE").And.Message.Contains(nameof(OverflowPolicy.KeepNewestOfEachTopic)));
    }

    [TestCase("tcp://127.0.0.1:28332", "tcp://127.0.0.1:28332")]
    [TestCase("tcp://0.0.0.0:28332", "tcp://127.0.0.1:28332")]
    [TestCase("tcp://*:28332", "tcp://127.0.0.1:28332")]
    [TestCase("tcp://[::]:28332", "tcp://[::1]:28332")]
    [TestCase("tcp://[::1]:28332", "tcp://[::1]:28332")]
    [TestCase("unix:/tmp/s", "ipc:///tmp/s")]
    [TestCase("unix:///tmp/s", "ipc:///tmp/s")]
    [TestCase("ipc:///tmp/s", "ipc:///tmp/s")]
    public void An_address_becomes_one_to_connect_to(string address, string endpoint) =>
        Assert.That(SubscriberAddress.ToEndpoint(address), Is.EqualTo(endpoint));

    private sealed class CountingHandler(int messages) : INotificationHandler
    {
        private int _count;
        private long _before;

        internal ManualResetEventSlim Live { get; } = new();

        internal ManualResetEventSlim Done { get; } = new();

        internal long Allocated { get; private set; }

        public void OnNotification(in ReceivedNotification notification)
        {
            _count++;
            if (_count == 1)
            {
                _before = GC.GetAllocatedBytesForCurrentThread();
            }
            if (_count == messages)
            {
                Allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
                Done.Set();
            }
        }

        public void OnEvent(StreamEvent streamEvent)
        {
            if (streamEvent is StateChanged { State: SubscriberState.Live })
            {
                Live.Set();
            }
        }
    }

    // Busy with the first hashtx for a time, as with a computation.
    private sealed class BusyHandler(TimeSpan time) : INotificationHandler
    {
        internal ManualResetEventSlim Live { get; } = new();

        internal ManualResetEventSlim IsBusy { get; } = new();

        internal ManualResetEventSlim Done { get; } = new();

        internal StreamEvent? Stalled { get; private set; }

        public void OnNotification(in ReceivedNotification notification)
        {
            if (notification.TopicName == "hashblock")
            {
                Done.Set();
            }
            else if (!IsBusy.IsSet)
            {
                IsBusy.Set();
                _ = Done.Wait(time);
            }
        }

        public void OnEvent(StreamEvent streamEvent)
        {
            Stalled ??= streamEvent as Stalled;
            if (streamEvent is StateChanged { State: SubscriberState.Live })
            {
                Live.Set();
            }
        }
    }

    private sealed class SlowHandler(string awaited, SemaphoreSlim heard) : INotificationHandler
    {
        private bool _first = true;

        public void OnNotification(in ReceivedNotification notification)
        {
            if (_first || notification.Source == awaited)
            {
                _first = false;
                heard.Release();
            }
            Thread.Sleep(20);
        }

        public void OnEvent(StreamEvent streamEvent)
        {
        }
    }

    private sealed class KeepingHandler : INotificationHandler
    {
        internal ManualResetEventSlim Done { get; } = new();

        internal Interop.ZmqMessage? Kept { get; private set; }

        public void OnNotification(in ReceivedNotification notification)
        {
            if (Kept is null)
            {
                Kept = notification.TakeBody();
                return;
            }
            Done.Set();
        }

        public void OnEvent(StreamEvent streamEvent)
        {
        }
    }
}
