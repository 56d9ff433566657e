using System.Diagnostics.Metrics;

namespace ZmqNative.Interop.Tests;

/// <summary>A context that libzmq does not end in time is kept and counted, and nobody waits for it without an end.</summary>
[NonParallelizable]
public sealed class ContextEndTests
{
    [Test]
    public void One_that_still_sends_ends_later_and_is_counted_until_then()
    {
        string endpoint = Endpoints.Unused();
        ZmqContext context = new();
        using (ZmqSocket lingering = new(context, ZmqSocketType.Pair))
        {
            lingering.Connect(endpoint);
            Assert.That(lingering.Send("late"u8));
        }
        Within.Run(() => Assert.That(context.Terminate(TimeSpan.FromMilliseconds(20)), Is.False));
        Assert.That(Overdue(), Is.EqualTo(1));

        Endpoints.ReceiveAt(endpoint, "late"u8);
        Within.Until(() => Overdue() == 0, "the context ends when its message is sent");
        Assert.That(context.DangerousGetHandle, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void One_that_ends_in_time_is_not_counted()
    {
        ZmqContext context = new();
        new ZmqSocket(context, ZmqSocketType.Pair).Dispose();
        Within.Run(() => Assert.That(context.Terminate(Within.Deadline)));
        Assert.That(Overdue(), Is.Zero);
    }

    /// <summary>A socket that nobody closes stands for a fault of libzmq: the context cannot end. It takes the 10 s of a disposal.</summary>
    [Test]
    [Category("Long")]
    public void Disposing_of_one_that_never_ends_returns()
    {
        ZmqContext context = new();
        SocketHandle stuck = LibZmq.zmq_socket(context.Handle, (int)ZmqSocketType.Pair);
        using (ZmqSocket socket = new(context, ZmqSocketType.Pair))
        {
            socket.Linger = 0;
        }
        Within.Run(context.Dispose);
        Assert.That(Overdue(), Is.EqualTo(1));

        Assert.That(LibZmq.zmq_close(stuck.DangerousGetHandle()), Is.Zero);
        stuck.SetHandleAsInvalid();
        Within.Until(() => Overdue() == 0, "the context ends with its last socket");
    }

    private static int Overdue()
    {
        int overdue = -1;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "zmqnative.interop.contexts.overdue")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => overdue = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return overdue;
    }
}
