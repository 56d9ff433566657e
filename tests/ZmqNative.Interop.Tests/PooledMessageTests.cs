using System.Runtime.CompilerServices;

namespace ZmqNative.Interop.Tests;

/// <summary>A body in a pool's memory, which is the pool's again when the last copy is gone.</summary>
public class PooledMessageTests : SocketFixture
{
    private const int Length = 100_000;

    [Test]
    public void The_receiver_sees_the_same_memory_and_the_next_body_after_it()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqBufferPool pool = new();
        using ZmqMessage message = new(), received = new();
        message.Allocate(Length, pool).Fill(7);
        nint first = message.DangerousGetBytes();
        Assert.That(left.Send(message) && right.Receive(received));
        Assert.That(received.DangerousGetBytes(), Is.EqualTo(first));
        Assert.That(received.Span.Length, Is.EqualTo(Length));
        Assert.That(received.Span.ContainsAnyExcept((byte)7), Is.False);
        message.Allocate(Length, pool).Fill(8);
        Assert.That(message.DangerousGetBytes(), Is.Not.EqualTo(first));
        Assert.That(received.Span.ContainsAnyExcept((byte)7), Is.False, "the receiver still has it");
        received.Clear();
        Assert.That((pool.Taken, pool.Returned, pool.Kept), Is.EqualTo((2, 1, 1)));
        _ = received.Allocate(Length / 2, pool);
        Assert.That(received.DangerousGetBytes(), Is.EqualTo(first));
    }

    [Test]
    public void Sent_dropped_and_never_sent_all_come_back()
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher), nobody = OpenPublisher(), lonely = Open(ZmqSocketType.Pair);
        lonely.Connect("tcp://127.0.0.1:9");
        using ZmqBufferPool pool = new();
        using ZmqMessage message = new();
        foreach (ZmqSocket socket in new[] { publisher, nobody, lonely })
        {
            message.Allocate(Length, pool).Fill(7);
            Assert.That(socket.Send(message));
        }
        _ = message.Allocate(Length, pool);
        message.Clear();
        Assert.That(ReceiveParts(subscriber)[0], Has.Length.EqualTo(Length).And.All.EqualTo(7));
        lonely.Dispose();
        Within.Until(() => pool.Returned == 4, "all to come back");
        Assert.That(pool.Taken, Is.EqualTo(4));
    }

    [Test]
    public void A_few_are_kept_and_those_too_short_for_the_longest_are_not()
    {
        using ZmqBufferPool pool = new(keep: 2);
        ZmqMessage[] messages = [new(), new(), new(), new()];
        foreach (ZmqMessage message in messages)
        {
            _ = message.Allocate(Length, pool);
        }
        messages[0].Clear();
        Assert.That(pool.Kept, Is.EqualTo(1));
        _ = messages[0].Allocate(2 * Length, pool);
        Assert.That(pool.Kept, Is.Zero);
        messages[1].Dispose();
        Assert.That(pool.Kept, Is.Zero);
        _ = messages[2].Allocate(2 * Length, pool);
        _ = messages[3].Allocate(2 * Length, pool);
        foreach (ZmqMessage message in messages)
        {
            message.Dispose();
        }
        Assert.That((pool.Kept, pool.Taken, pool.Returned), Is.EqualTo((2, 7, 7)));
    }

    [Test]
    public void A_small_body_is_none_of_the_pools()
    {
        using ZmqBufferPool pool = new();
        using ZmqMessage message = new();
        Assert.That(message.Allocate(ZmqMessage.CopyBelow - 1, pool).Length, Is.EqualTo(ZmqMessage.CopyBelow - 1));
        Assert.That(pool.Taken, Is.Zero);
        _ = message.Allocate(ZmqMessage.CopyBelow, pool);
        Assert.That(pool.Taken, Is.EqualTo(1));
    }

    [Test]
    public void What_is_kept_is_given_back_after_some_time()
    {
        using ZmqBufferPool pool = new(keep: 4, idle: TimeSpan.FromMilliseconds(1));
        using ZmqMessage message = new();
        _ = message.Allocate(Length, pool);
        message.Clear();
        Within.Until(() => pool.Kept == 0, "the buffer to be given back");
        message.Allocate(Length, pool).Fill(7);
        Assert.That(pool.Taken, Is.EqualTo(2));
    }

    [Test]
    public void A_pool_may_be_disposed_of_before_its_bodies()
    {
        ZmqBufferPool pool = new();
        using ZmqMessage message = new(), kept = new();
        _ = kept.Allocate(Length, pool);
        message.Allocate(Length, pool).Fill(7);
        kept.Clear();
        pool.Dispose();
        pool.Dispose();
        Assert.That(message.Span.ContainsAnyExcept((byte)7), Is.False);
        message.Clear();
        Assert.That((pool.Kept, pool.Taken, pool.Returned), Is.EqualTo((0, 2, 2)));
        Assert.That(() => { _ = message.Allocate(Length, pool); }, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_forgotten_pool_lives_while_a_body_is_on_its_way_and_no_longer()
    {
        using ZmqMessage message = new();
        WeakReference pool = Fill(message);
        GC.Collect();
        Assert.That(pool.IsAlive);
        message.Clear();
        Within.Until(() => IsCollected(pool), "the pool to be collected");
    }

    [Test]
    public void Wrong_arguments_are_refused()
    {
        using ZmqBufferPool pool = new(keep: 0);
        using ZmqMessage message = new();
        Assert.That(() => { _ = message.Allocate(1, null!); }, Throws.ArgumentNullException);
        Assert.That(() => { _ = message.Allocate(-1, pool); }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ZmqBufferPool(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        _ = message.Allocate(Length, pool);
        message.Clear();
        Assert.That(pool.Kept, Is.Zero);
    }

    private static bool IsCollected(WeakReference pool)
    {
        GC.Collect();
        return !pool.IsAlive;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Fill(ZmqMessage message)
    {
        ZmqBufferPool pool = new(keep: 1, idle: TimeSpan.FromMilliseconds(1));
        _ = message.Allocate(Length, pool);
        return new WeakReference(pool);
    }
}
