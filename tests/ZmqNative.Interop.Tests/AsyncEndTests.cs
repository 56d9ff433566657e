namespace ZmqNative.Interop.Tests;

/// <summary>Tokens, timeouts and disposal end receives and sends that wait.</summary>
public class AsyncEndTests : SocketFixture
{
    [Test]
    public async Task A_token_ends_a_receive_and_the_message_stays()
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        using ZmqMessage part = new(), other = new();
        using CancellationTokenSource ends = new();
        Task cancelled = subscriber.ReceiveAsync(part, ends.Token).AsTask(), goesOn = subscriber.ReceiveAsync(other).AsTask();
        await ends.CancelAsync();
        Assert.That(
            () => Soon(cancelled),
            Throws.InstanceOf<OperationCanceledException>().With.Property(nameof(OperationCanceledException.CancellationToken)).EqualTo(ends.Token));
        Assert.That(publisher.Send("x"u8));
        await Soon(goesOn);
        Assert.That((part.Length, other.Length), Is.EqualTo((0, 1)));
        Assert.That(subscriber.ReceiveAsync(part, ends.Token).AsTask().IsCanceled, Is.True, "and none begins with it");
    }

    [Test]
    public void A_token_ends_calls_that_block()
    {
        ZmqSocket pull = Open(ZmqSocketType.Pull), push = Open(ZmqSocketType.Push);
        using ZmqMessage part = new();
        using CancellationTokenSource ends = new();
        List<ZmqMessage> parts = [];
        ZmqPoller poller = new(pull);
        Action[] calls =
        [
            () => pull.Receive(part, Timeout.InfiniteTimeSpan, ends.Token),
            () => pull.Receive(parts, Timeout.InfiniteTimeSpan, ends.Token),
            () => push.Send(part, Timeout.InfiniteTimeSpan, ends.Token),
            () => push.Send([part, part], Timeout.InfiniteTimeSpan, ends.Token),
            () => poller.Wait(Timeout.InfiniteTimeSpan, ends.Token),
        ];
        Task[] waiting = [.. calls.Select(call => Within.Start(() => Assert.That(call, Throws.InstanceOf<OperationCanceledException>())))];
        Blocks.UntilOneWaits(pull);
        Blocks.UntilOneWaits(push);
        ends.Cancel();
        Within.Run([.. waiting.Select<Task, Action>(task => () => task.Wait(Within.Deadline))]);
        Assert.That(waiting.Select(task => task.IsCompletedSuccessfully), Is.All.True);
    }

    [Test]
    public void A_call_with_a_timeout_ends_when_it_is_over()
    {
        ZmqSocket pull = Open(ZmqSocketType.Pull), push = Open(ZmqSocketType.Push);
        using ZmqMessage part = new();
        TimeSpan soon = TimeSpan.FromMilliseconds(5);
        Within.Run(() =>
        {
            Assert.That(pull.Receive(part, soon) || pull.Receive(part, TimeSpan.Zero) || push.Send(part, soon) || push.Send([part], soon), Is.False);
            Assert.That(pull.Receive([], soon), Is.Zero);
        });
        Assert.That(() => pull.Receive(part, TimeSpan.FromMilliseconds(-2)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Dispose_ends_what_is_awaited()
    {
        ZmqSocket pull = Open(ZmqSocketType.Pull), push = Open(ZmqSocketType.Push);
        using ZmqMessage part = new();
        Task receiving = pull.ReceiveAsync(part).AsTask(), sending = push.SendAsync(part).AsTask();
        await pull.DisposeAsync();
        await push.DisposeAsync();
        Assert.That(() => Soon(receiving), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => Soon(sending), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => pull.ReceiveAsync(part), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task The_contexts_end_ends_what_is_awaited()
    {
        ZmqContext context = new();
        using ZmqSocket pull = new(context, ZmqSocketType.Pull), push = new(context, ZmqSocketType.Push);
        using ZmqMessage part = new();
        Task receiving = pull.ReceiveAsync(part).AsTask(), sending = push.SendAsync(part).AsTask();
        await Soon(context.DisposeAsync());
        Assert.That(() => Soon(receiving), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ETERM"));
        Assert.That(() => Soon(sending), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ETERM"));
        Assert.That(() => Soon(pull.ReceiveAsync(part)), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ETERM"));
    }

    [Test]
    public async Task A_part_disposed_of_meanwhile_takes_no_message()
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        ZmqMessage part = new();
        Task receiving = subscriber.ReceiveAsync(part).AsTask();
        part.Dispose();
        Assert.That(publisher.Send("x"u8));
        Assert.That(() => Soon(receiving), Throws.TypeOf<ObjectDisposedException>());
        using ZmqMessage other = new();
        await Soon(subscriber.ReceiveAsync(other));
        Assert.That(other.Length, Is.EqualTo(1));
    }
}
