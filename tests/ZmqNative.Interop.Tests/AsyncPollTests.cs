using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Interop.Tests;

/// <summary>A poller that is awaited, and descriptors of others beside its sockets.</summary>
public class AsyncPollTests : SocketFixture
{
    [Test]
    public async Task A_message_ends_the_wait()
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher), other = Open(ZmqSocketType.Pull);
        ZmqPoller poller = new(other, subscriber);
        using ZmqMessage part = new();
        for (int i = 0; i < 100; i++)
        {
            ValueTask<int> waiting = poller.WaitAsync(Timeout.InfiniteTimeSpan);
            Assert.That(waiting.IsCompleted, Is.False);
            Assert.That(publisher.Send("x"u8));
            Assert.That(await Soon(waiting), Is.EqualTo(1));
            Assert.That((poller.IsReadable(0), poller.IsReadable(1), subscriber.TryReceive(part)), Is.EqualTo((false, true, true)));
        }
        Assert.That(await Soon(poller.WaitAsync(TimeSpan.FromMilliseconds(1))), Is.Zero);
        Assert.That(await Soon(poller.WaitAsync(TimeSpan.Zero)), Is.Zero);
    }

    [Test]
    public async Task What_is_there_needs_no_wait()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        Assert.That(left.Send("x"u8));
        ValueTask<int> waiting = new ZmqPoller(left, right).WaitAsync(Timeout.InfiniteTimeSpan);
        Assert.That((waiting.IsCompletedSuccessfully, await Soon(waiting)), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task A_token_a_disposal_and_the_contexts_end_end_the_wait()
    {
        using ZmqContext context = new();
        using ZmqSocket one = new(context, ZmqSocketType.Pull), two = new(context, ZmqSocketType.Pull), three = new(context, ZmqSocketType.Pull);
        using CancellationTokenSource ends = new();
        ZmqPoller poller = new(one, two);
        Task waiting = poller.WaitAsync(Timeout.InfiniteTimeSpan, ends.Token).AsTask();
        Assert.That(() => poller.WaitAsync(TimeSpan.Zero), Throws.InvalidOperationException);
        Assert.That(() => poller.Wait(TimeSpan.Zero), Throws.InvalidOperationException);
        await ends.CancelAsync();
        Assert.That(() => Soon(waiting), Throws.InstanceOf<OperationCanceledException>());
        waiting = poller.WaitAsync(Timeout.InfiniteTimeSpan).AsTask();
        two.Dispose();
        Assert.That(() => Soon(waiting), Throws.TypeOf<ObjectDisposedException>());
        waiting = new ZmqPoller(one, three).WaitAsync(Timeout.InfiniteTimeSpan).AsTask();
        context.Shutdown();
        Assert.That(() => Soon(waiting), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ETERM"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_descriptor_of_another_is_waited_for_too(bool awaited)
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using Socket foreign = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        foreign.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        foreign.Connect(foreign.LocalEndPoint!);
        ZmqPoller poller = new(right), another = new(left);
        int place = poller.Add(foreign.SafeHandle.DangerousGetHandle());
        Assert.That(another.Add(foreign.SafeHandle.DangerousGetHandle()), Is.EqualTo(1));
        using ZmqMessage part = new();
        byte[] buffer = new byte[10];
        for (int i = 0; i < 20; i++)
        {
            Task<int> waiting = Begin(poller), waitingToo = Begin(another);
            Blocks.UntilOneWaits(right);
            foreign.Send([1]);
            Assert.That(await Soon(waiting) + await Soon(waitingToo), Is.EqualTo(2));
            Assert.That((poller.IsReadable(0), poller.IsReadable(place), foreign.Receive(buffer)), Is.EqualTo((false, true, 1)));
            waiting = Begin(poller);
            Assert.That(left.Send("x"u8));
            Assert.That(await Soon(waiting), Is.EqualTo(1));
            Assert.That((poller.IsReadable(0), poller.IsReadable(place), right.TryReceive(part)), Is.EqualTo((true, false, true)));
        }
        poller.Watch(place, ZmqPollEvents.Send);
        Assert.That((await Soon(Begin(poller)), poller.IsWritable(place)), Is.EqualTo((1, true)));

        Task<int> Begin(ZmqPoller begun) =>
            awaited ? begun.WaitAsync(Within.Deadline).AsTask() : Task.Factory.StartNew(
                () => begun.Wait(Within.Deadline), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
