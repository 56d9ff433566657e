using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace ZmqNative.Interop.Tests;

/// <summary>Memory that was lent is freed by Dispose alone; memory that never was, by the collector, which sees its weight.</summary>
public unsafe class LentMessageTests : SocketFixture
{
    private const int Length = 1_500_000;

    private static readonly Dictionary<string, Action<ZmqMessage>> s_lending = new()
    {
        ["Span"] = message => _ = message.Span[0],
        ["WritableSpan"] = message => message.WritableSpan[0] = 1,
        ["Slice"] = message => _ = message.Slice(5, 10)[0],
        ["DangerousGetBytes"] = message => _ = message.DangerousGetBytes(),
        ["DangerousGetHandle"] = message => _ = message.DangerousGetHandle(),
    };

    private static readonly Dictionary<string, Action<ZmqMessage>> s_notLending = new()
    {
        ["Length"] = message => _ = message.Length,
        ["LongLength"] = message => _ = message.LongLength,
        ["CopyTo"] = message => message.CopyTo(new byte[10], 5),
        ["ToArray"] = message => message.ToArray(),
        ["HasMore"] = message => _ = message.HasMore,
        ["IsShared"] = message => _ = message.IsShared,
        ["Property"] = message => _ = message.Property("Peer-Address"),
    };

    private static IEnumerable<string> Lending => s_lending.Keys;

    private static IEnumerable<string> NotLending => s_notLending.Keys;

    [TestCaseSource(nameof(Lending))]
    public void What_was_lent_is_not_freed_by_the_collector_but_counted(string member)
    {
        long before = ZmqLibrary.LeakedMessages;
        WeakReference array = Forget(s_lending[member], dispose: false);
        Within.Until(() => Collected() && ZmqLibrary.LeakedMessages == before + 1, "the leak to be counted");
        Assert.That(array.IsAlive, "its bytes may still be read");
        Assert.That(CountedByTheMeter(), Is.EqualTo(before + 1));
    }

    [TestCaseSource(nameof(NotLending))]
    public void What_was_not_lent_is_freed_by_the_collector(string member)
    {
        long before = ZmqLibrary.LeakedMessages;
        WeakReference array = Forget(s_notLending[member], dispose: false);
        Within.Until(() => Collected() && !array.IsAlive, "the bytes to be freed");
        Assert.That(ZmqLibrary.LeakedMessages, Is.EqualTo(before));
    }

    [TestCaseSource(nameof(Lending))]
    public void What_was_lent_is_freed_by_Dispose(string member)
    {
        long before = ZmqLibrary.LeakedMessages;
        WeakReference array = Forget(s_lending[member], dispose: true);
        Within.Until(() => Collected() && !array.IsAlive, "the bytes to be freed");
        Assert.That(ZmqLibrary.LeakedMessages, Is.EqualTo(before));
    }

    [Test]
    public void Moved_content_stays_lent_and_new_content_is_not()
    {
        using ZmqMessage one = new(), two = new();
        one.CopyFrom(new byte[100]);
        Assert.That(one.IsLent, Is.False);
        _ = one.Span[0];
        two.MoveFrom(one);
        Assert.That((one.IsLent, two.IsLent), Is.EqualTo((false, true)));
        one.ShareFrom(two);
        Assert.That((one.IsLent, two.IsLent), Is.EqualTo((false, true)));
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        Assert.That(left.SendAndClear(two) && !two.IsLent && right.Receive(two) && !two.IsLent);
        _ = two.Span[0];
        two.Clear();
        Assert.That(two.IsLent, Is.False);
        Assert.That(two.Allocate(10).Length == 10 && two.IsLent);
    }

    [Test]
    public void A_receive_that_finds_nothing_empties_the_part_which_is_not_lent_then()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage one = new(), two = new(), three = new();
        foreach (Func<bool> receive in (Func<bool>[])[() => right.TryReceive(one), () => right.TryReceive(one, two, three, out _) > 0])
        {
            one.CopyFrom(new byte[Length]);
            _ = one.Span[0];
            Assert.That(receive(), Is.False);
            Assert.That((one.Length, one.IsLent), Is.EqualTo((0, false)));
        }
        one.CopyFrom(new byte[Length]);
        _ = one.Span[0];
        Context.Shutdown();
        Assert.That(() => left.TryReceive(one), Throws.TypeOf<ZmqException>());
        Assert.That(one.IsLent, Is.EqualTo(one.Length > 0), "libzmq may have looked for other errors first");
    }

    [Test]
    public void A_handle_stays_lent_when_the_part_is_filled_again()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage part = new();
        _ = part.DangerousGetHandle();
        part.CopyFrom(new byte[100]);
        Assert.That(part.IsLent);
        Assert.That(left.Send(part) && right.Receive(part) && part.IsLent);
        part.Clear();
        Assert.That(part.IsLent);
    }

    [Test]
    public void A_pool_that_is_disposed_of_leaves_the_content_as_it_was()
    {
        ZmqBufferPool pool = new();
        pool.Dispose();
        using ZmqMessage part = new();
        part.CopyFrom([1, 2, 3]);
        Assert.That(() => part.Allocate(Length, pool), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(part.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    /// <summary>What the collector does not see it does not free: 4.2 GB were resident after 3,000 such parts.</summary>
    [Test]
    [NonParallelizable]
    [Platform("Linux")]
    public void Parts_that_nobody_disposes_of_do_not_pile_up()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        byte[] body = new byte[Length];
        long before = Environment.WorkingSet;
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(left.Send(body));
            Drop(right);
        }
        Assert.That(Environment.WorkingSet - before, Is.LessThan(500_000_000), "a third of what was received");
    }

    [Test]
    public void Two_GiB_are_read_in_pieces_or_refused_with_their_length_and_the_option_that_bounds_it()
    {
        const long Long = (1L << 31) + 10;
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage sent = new(), part = new();
        LibZmq.zmq_msg_t* message = (LibZmq.zmq_msg_t*)sent.DangerousGetHandle();
        Assert.That(LibZmq.zmq_msg_close(message) == 0 && LibZmq.zmq_msg_init_size(message, (nuint)Long) == 0);
        ((byte*)sent.DangerousGetBytes())[Long - 1] = 7;
        Assert.That(left.Send(sent) && right.Receive(part));

        Assert.That(part.LongLength, Is.EqualTo(Long));
        Assert.That(part.Slice(Long - 3, 3)[2], Is.EqualTo(7));
        byte[] end = new byte[10];
        Assert.That((part.CopyTo(end, Long - 2), end[1]), Is.EqualTo((2, (byte)7)));
        Assert.That(part.CopyTo(end, Long), Is.Zero);
        foreach (Func<object> read in (Func<object>[])[() => part.Length, () => part.Span.Length, () => part.WritableSpan.Length, part.ToArray])
        {
            Assert.That(() => read(), Throws.InvalidOperationException.With.Message.Contains($"{Long} bytes").And.Message.Contains("MaxMessageSize"));
        }
        Assert.That(() => part.Slice(Long - 2, 3), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => part.Slice(Long + 1, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => part.CopyTo(end, Long + 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => part.CopyTo(end, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget(Action<ZmqMessage> use, bool dispose)
    {
        byte[] array = new byte[Length];
        ZmqMessage message = new();
        message.Adopt(array);
        use(message);
        if (dispose)
        {
            message.Dispose();
        }
        return new WeakReference(array);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(ZmqSocket socket)
    {
        ZmqMessage part = new();
        Assert.That(socket.Receive(part) && part.Length == Length);
    }

    private static bool Collected()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return true;
    }

    private static long CountedByTheMeter()
    {
        long counted = -1;
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, all) =>
            {
                if (instrument.Meter.Name == "ZmqNative.Interop")
                {
                    all.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => counted = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return counted;
    }
}
