namespace ZmqNative.Interop.Tests;

/// <summary>A socket's lock for a run of calls.</summary>
public class HoldTests : SocketFixture
{
    [Test]
    public void A_hold_given_back_twice_is_refused_and_the_socket_goes_on()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        ZmqSocketHold hold = socket.Hold();
        hold.Dispose();
        Assert.That(Refuses(hold), Is.True);
        Within.Run(() => socket.Linger = 1);
    }

    [Test]
    public void An_outer_hold_is_not_given_back_before_the_inner()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        ZmqSocketHold outer = socket.Hold(), inner = socket.Hold();
        Assert.That(Refuses(outer), Is.True);
        inner.Dispose();
        Assert.That(Refuses(inner), Is.True);
        outer.Dispose();
        Within.Run(() => socket.Linger = 1);
    }

    [Test]
    public void A_stranger_cannot_give_the_lock_back()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        ZmqSocketHold hold = socket.Hold();
        Within.Run(() => Assert.That(() => socket.Release(1), Throws.TypeOf<SynchronizationLockException>()));
        hold.Dispose();
        Within.Run(() => socket.Linger = 1);
    }

    [Test]
    public void A_hold_belongs_to_the_stack() => Assert.That(typeof(ZmqSocketHold).IsByRefLike, Is.True);

    [TestCase(true)]
    [TestCase(false)]
    public void A_call_that_waits_in_a_hold_lets_others_in_and_has_the_lock_again_afterwards(bool disposes)
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        Within.Run(
            () =>
            {
                using ZmqSocketHold outer = subscriber.Hold(), inner = subscriber.Hold();
                if (disposes)
                {
                    Assert.That(() => Blocks.Receive(subscriber), Throws.TypeOf<ObjectDisposedException>());
                    Assert.That(() => subscriber.LastEndpoint, Throws.TypeOf<ObjectDisposedException>(), "it is closed");
                    return;
                }
                Assert.That(Blocks.Receive(subscriber), Is.True);
                Task other = Within.Start(() => subscriber.Linger = 0);
                Assert.That(other.Wait(TimeSpan.FromMilliseconds(1)), Is.False);
            },
            () =>
            {
                Blocks.UntilOneWaits(subscriber);
                subscriber.Subscribe("y"u8);
                if (disposes)
                {
                    subscriber.Dispose();
                }
                Assert.That(publisher.Send("x"u8));
            });
    }

    private static bool Refuses(ZmqSocketHold hold)
    {
        try
        {
            hold.Dispose();
            return false;
        }
        catch (SynchronizationLockException)
        {
            return true;
        }
    }
}
