using System.Buffers;
using System.Runtime.CompilerServices;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Publishing;
using ZmqNative.Testing;

namespace ZmqNative.Tests.Publishing;

/// <summary>A block's memory is shared by all notifiers and sockets, and free again when the last of them is done with it: not sooner, not never, not twice.</summary>
public class FreedOnceTests
{
    private const string Everywhere = "tcp://*:*";
    private const int Length = 300_000;

    // More than the kernel holds for a connection that nobody reads from.
    private const int ManyBlocks = 60;

    private readonly List<WeakReference> _arrays = [];
    private ZmqBufferPool _pool = null!;
    private ZmqMessage _latest = null!;
    private int _height;

    [Test]
    public void With_subscribers_cut_off_in_mid_transfer_and_sends_pending_when_the_context_ends()
    {
        _arrays.Clear();
        _height = 0;
        using ZmqMessage latest = _latest = new();
        using ZmqBufferPool pool = _pool = new();
        RunningInterface publishing = new(new ZmqNotificationOptions { PubRawBlock = [RunningInterface.Anywhere, RunningInterface.Anywhere, Everywhere] }, Read);
        using TestLink link = new(publishing.Notifications.GetBoundEndpoint(RunningInterface.Anywhere));
        using TestLink otherLink = new(publishing.Notifications.GetBoundEndpoint(Everywhere).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        using TestSubscriber distant = new(link.Address, "rawblock"), other = new(otherLink.Address, "rawblock");
        TestSubscriber near = publishing.Subscribe();

        for (int round = 0; round < 3; round++)
        {
            Reach(publishing, distant);
            Reach(publishing, other);
            link.Pause();
            otherLink.Pause();
            Publish(publishing, ManyBlocks);
            Assert.That(pool.Taken - pool.Returned, Is.GreaterThan(2), "transfers have stopped half-way");
            if (round < 2)
            {
                link.Cut();
                otherLink.Cut();
                link.Resume();
                otherLink.Resume();
            }
        }
        for (int height = 1; height <= _height; height++)
        {
            Check(near.Receive().Body, height);
            Check(near.Receive().Body, height);
        }
        latest.Clear();
        Assert.That(pool.Taken - pool.Returned, Is.GreaterThan(0), "sends are pending");
        publishing.Dispose();

        Assert.That(pool.Returned, Is.EqualTo(pool.Taken));
        Assert.That(pool.Taken + _arrays.Count, Is.EqualTo(_height).And.GreaterThan(3 * ManyBlocks));
        Assert.That(SpinWait.SpinUntil(AllCollected, TimeSpan.FromSeconds(30)));
    }

    private static void Check(byte[] body, int height)
    {
        Assert.That(body, Has.Length.EqualTo(Length));
        Assert.That(body.AsSpan().ContainsAnyExcept((byte)height), Is.False, $"the body of block {height} is its own");
    }

    private void Publish(RunningInterface publishing, int count)
    {
        for (int i = 0; i < count; i++)
        {
            publishing.Notifications.UpdatedBlockTip(new BlockIndex(default, ++_height), null, initialDownload: false);
        }
    }

    /// <summary>Publishes until one block has come to a subscriber, also to one that has to connect again.</summary>
    private void Reach(RunningInterface publishing, TestSubscriber subscriber)
    {
        while (subscriber.ReceiveAny(0) is not null)
        {
            // From before it was cut off.
        }
        for (long start = Environment.TickCount64; Environment.TickCount64 - start < 60_000;)
        {
            Publish(publishing, 1);
            if (subscriber.ReceiveAny(10) is { } message && message.Topic != ProbeNotifier.Topic.Name)
            {
                Assert.That(message.Body, Has.Length.EqualTo(Length).And.All.EqualTo(message.Body[0]));
                return;
            }
        }
        Assert.Fail("No block arrived within a minute.");
    }

    /// <summary>Every other one is an array given away.</summary>
    private bool Read(BlockIndex index, IBufferWriter<byte> body)
    {
        if (_latest.Span.IsEmpty || _latest.Span[0] != (byte)index.Height)
        {
            if (index.Height % 2 == 0)
            {
                _latest.Allocate(Length, _pool).Fill((byte)index.Height);
            }
            else
            {
                AdoptFresh((byte)index.Height);
            }
        }
        ((BlockBody)body).Message.ShareFrom(_latest);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AdoptFresh(byte value)
    {
        byte[] array = new byte[Length];
        array.AsSpan().Fill(value);
        _latest.Adopt(array);
        _arrays.Add(new WeakReference(array));
    }

    private bool AllCollected()
    {
        GC.Collect();
        return _arrays.TrueForAll(array => !array.IsAlive);
    }
}
