using System.Diagnostics.Metrics;
using ZmqNative.Diagnostics;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>Consumers that want no queue.</summary>
public sealed class CallbackTests
{
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
