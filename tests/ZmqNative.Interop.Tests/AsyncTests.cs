using System.Collections.Concurrent;
using System.Text;

namespace ZmqNative.Interop.Tests;

/// <summary>Receives and sends that are awaited.</summary>
public class AsyncTests : SocketFixture
{
    [Test]
    public void A_message_that_is_there_is_received_without_waiting()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage part = new();
        Assert.That(left.Send("x"u8));
        ValueTask receiving = right.ReceiveAsync(part);
        Assert.That(receiving.IsCompletedSuccessfully, Is.True);
        Assert.That(part.ToArray(), Is.EqualTo("x"u8.ToArray()));
    }

    [Test]
    public async Task A_message_that_comes_later_is_received()
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        using ZmqMessage part = new();
        for (int i = 0; i < 100; i++)
        {
            ValueTask receiving = subscriber.ReceiveAsync(part);
            Assert.That(receiving.IsCompleted, Is.False);
            Assert.That(publisher.Send(Encoding.UTF8.GetBytes($"{i}")));
            await Soon(receiving).ConfigureAwait(false);
            Assert.That(Encoding.UTF8.GetString(part.ToArray()), Is.EqualTo($"{i}"));
        }
    }

    [Test]
    public async Task Code_that_blocks_after_its_message_keeps_none_from_the_others()
    {
        const int Sockets = 6;
        using ManualResetEventSlim released = new();
        using CountdownEvent blocked = new(Sockets);
        (ZmqSocket Left, ZmqSocket Right)[] pairs = [.. Enumerable.Range(0, Sockets).Select(i => OpenPair($"inproc://{i}"))];
        ConcurrentBag<string?> threads = [];
        Task[] blocking = [.. pairs.Select(pair => BlockAfterMessage(pair.Right))];
        try
        {
            // One at a time, so that each finds the threads as the ones before have left them.
            for (int i = 0; i < Sockets; i++)
            {
                Assert.That(pairs[i].Left.Send("x"u8));
                int left = Sockets - 1 - i;
                Within.Until(() => blocked.CurrentCount == left, $"the code of socket {i}");
            }
            Assert.That(threads.Count(name => name == WaitingThreads.Name), Is.LessThanOrEqualTo(1), "one waits");
        }
        finally
        {
            released.Set();
        }
        await Soon(Task.WhenAll(blocking));

        async Task BlockAfterMessage(ZmqSocket socket)
        {
            using ZmqMessage part = new();
            await socket.ReceiveAsync(part).ConfigureAwait(false);
            threads.Add(Thread.CurrentThread.Name);
            _ = blocked.Signal();
            Assert.That(released.Wait(TimeSpan.FromMinutes(1)), "The test releases what blocks.");
        }
    }

    [Test]
    public void Code_finds_nothing_of_the_code_before_on_its_thread()
    {
        AsyncLocal<string?> local = new();
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        for (int i = 0; i < 20; i++)
        {
            Task receiving;
            using (ExecutionContext.SuppressFlow())
            {
                receiving = FindAndLeave(right);
            }
            Assert.That(left.Send("x"u8));
            Soon(receiving).GetAwaiter().GetResult();
        }

        async Task FindAndLeave(ZmqSocket socket)
        {
            using ZmqMessage part = new();
            await socket.ReceiveAsync(part).ConfigureAwait(false);
            Assert.That(local.Value, Is.Null);
            Assert.That(SynchronizationContext.Current, Is.Null);
            Assert.That(Thread.CurrentThread, Has.Property("IsBackground").True.And.Property("Priority").EqualTo(ThreadPriority.Normal));
            Thread.CurrentThread.IsBackground = false;
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
            local.Value = "left behind";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        }
    }

    [Test]
    public async Task Several_receives_are_served_in_the_order_of_their_calls()
    {
        const int Receives = 200;
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        ZmqMessage[] parts = [.. Enumerable.Range(0, Receives).Select(_ => new ZmqMessage())];
        Task[] receiving = [.. parts.Select(part => subscriber.ReceiveAsync(part).AsTask())];
        for (int i = 0; i < Receives; i++)
        {
            Assert.That(publisher.Send(BitConverter.GetBytes(i)));
        }
        await Soon(Task.WhenAll(receiving));
        Assert.That(parts.Select(part => BitConverter.ToInt32(part.ToArray())), Is.EqualTo(Enumerable.Range(0, Receives)));
        Array.ForEach(parts, part => part.Dispose());
    }

    [Test]
    public async Task A_whole_message_is_received_and_sent()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage one = new(), two = new(), three = new();
        one.CopyFrom("1"u8);
        two.CopyFrom(new byte[5000]);
        three.CopyFrom("3"u8);
        List<ZmqMessage> parts = [];
        for (int i = 0; i < 10; i++)
        {
            ValueTask<int> receiving = right.ReceiveAsync(parts);
            await Soon(left.SendAsync([one, two, three]));
            Assert.That(await Soon(receiving), Is.EqualTo(3));
            Assert.That(parts.Select(part => part.Length), Is.EqualTo(new[] { 1, 5000, 1 }));
            Assert.That(two.Length, Is.EqualTo(5000), "the sender keeps it");
        }
        parts.ForEach(part => part.Dispose());
    }

    [Test]
    public async Task A_send_waits_for_a_peer()
    {
        ZmqSocket push = Open(ZmqSocketType.Push), pull = Open(ZmqSocketType.Pull);
        using ZmqMessage one = new(), two = new();
        one.CopyFrom("1"u8);
        two.CopyFrom("2"u8);
        push.Bind("inproc://work");
        Task first = push.SendAsync(one).AsTask(), second = push.SendAsync([two, one]).AsTask();
        Assert.That(first.IsCompleted || second.IsCompleted, Is.False);
        pull.Connect("inproc://work");
        await Soon(Task.WhenAll(first, second));
        Assert.That(ReceiveText(pull), Is.EqualTo("1"));
        Assert.That(ReceiveParts(pull), Is.EqualTo(new[] { "2"u8.ToArray(), "1"u8.ToArray() }));
    }

    [Test]
    public void A_socket_without_a_lock_cannot_be_awaited()
    {
        using ZmqSocket socket = new(Context, ZmqSocketType.Pair, locked: false);
        using ZmqMessage part = new();
        Assert.That(() => socket.ReceiveAsync(part), Throws.InvalidOperationException);
        Assert.That(() => socket.SendAsync(part), Throws.InvalidOperationException);
    }

    [Test]
    public void A_context_of_a_single_thread_gets_its_continuations()
    {
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        using ZmqMessage part = new();
        OneThread context = new();
        Task<int> received = context.Run(async () =>
        {
            await subscriber.ReceiveAsync(part);
            return Environment.CurrentManagedThreadId;
        });
        Assert.That(publisher.Send("x"u8));
        Within.Run(() => context.Pump(received));
        Assert.That(received.Result, Is.EqualTo(context.Thread));
    }

    [Test]
    public async Task Parts_are_enumerated_until_the_token_ends_it()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using CancellationTokenSource ends = new();
        Assert.That(left.Send("0"u8) && left.Send("1"u8) && left.Send("2"u8));
        string seen = "";
        try
        {
            await foreach (ZmqMessage part in right.ReceiveAllAsync(ends.Token))
            {
                seen += Encoding.UTF8.GetString(part.ToArray());
                if (seen.Length == 3)
                {
                    await ends.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        Assert.That(seen, Is.EqualTo("012"));
    }

    [Test]
    public void Nothing_is_allocated_for_messages_that_are_there()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage sent = new(), received = new();
        sent.CopyFrom("hello"u8);
        bool Round() => IsDone(left.SendAsync(sent)) && IsDone(right.ReceiveAsync(received));
        static bool IsDone(ValueTask task) => task.IsCompletedSuccessfully;
        bool all = true;
        for (int i = 0; i < 100; i++)
        {
            all &= Round();
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            all &= Round();
        }
        Assert.That((all, GC.GetAllocatedBytesForCurrentThread() - before), Is.EqualTo((true, 0L)));
    }

    /// <summary>The set for systems without epoll, which works on this one too.</summary>
    [Test]
    public void The_set_without_epoll_finds_each_signal_and_forgets_what_was_removed()
    {
        PollSet set = new();
        using WakeEvent first = new(isEventFd: false), second = new(isEventFd: false);
        long[] keys = new long[4];
        set.Add(first.Descriptor, 1, ZmqPollEvents.Receive);
        set.Add(second.Descriptor, 2, ZmqPollEvents.Receive);
        Assert.That(set.Wait(keys), Is.Zero, "only its own change");
        second.Set();
        Within.Run(() => Assert.That((set.Wait(keys), keys[0]), Is.EqualTo((1, 2L))));
        second.Clear();
        set.Add(second.Descriptor, 3, ZmqPollEvents.Receive);
        set.Remove(second.Descriptor, 3);
        second.Set();
        Within.Run(() => Assert.That(set.Wait(keys), Is.Zero));
        Within.Run(() => Assert.That((set.Wait(keys), keys[0]), Is.EqualTo((1, 1L))), first.Set);
    }

    // A synchronisation context that runs its work where Pump is called.
    private sealed class OneThread : SynchronizationContext
    {
        private readonly System.Collections.Concurrent.BlockingCollection<(SendOrPostCallback Call, object? State)> _work = [];

        internal int Thread { get; private set; }

        public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state));

        internal Task<int> Run(Func<Task<int>> work)
        {
            TaskCompletionSource<int> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Post(async _ => done.SetResult(await work()), null);
            return done.Task;
        }

        internal void Pump(Task until)
        {
            SetSynchronizationContext(this);
            Thread = Environment.CurrentManagedThreadId;
            while (!until.IsCompleted)
            {
                if (_work.TryTake(out (SendOrPostCallback Call, object? State) next, TimeSpan.FromMilliseconds(10)))
                {
                    next.Call(next.State);
                }
            }
        }
    }
}
