using CsCheck;
using ZmqNative.Interop;
using ZmqNative.Tests.Diagnostics;
using ZmqNative.Work;

namespace ZmqNative.Tests.Work;

/// <summary>Who gets which task, and what happens to those of a worker that is lost.</summary>
[NonParallelizable]
public sealed class WorkTests : WorkFixture
{
    [Test]
    public async Task Results_come_in_order_whichever_worker_is_first()
    {
        WorkBroker broker = Broker();
        using RawWorker slow = Join(broker), fast = Join(broker);
        await using IAsyncEnumerator<WorkResult> results = broker.RunAsync(Tasks("a", "b", "c"), Ended).GetAsyncEnumerator();
        ValueTask<bool> first = results.MoveNextAsync();
        (byte[] a, _) = slow.ReceiveTask();
        for (int i = 0; i < 2; i++)
        {
            (byte[] id, string body) = fast.ReceiveTask();
            fast.Complete(id, body.ToUpperInvariant());
        }
        Assert.That(first.IsCompleted, Is.False);
        slow.Complete(a, "A");
        Assert.That(await first && results.Current == new WorkResult(0, results.Current.Body, null));
        string all = Text(results.Current.Body);
        while (await results.MoveNextAsync())
        {
            all += Text(results.Current.Body);
        }
        Assert.That(all, Is.EqualTo("ABC"));
    }

    [Test]
    public async Task The_worker_used_least_recently_gets_the_next_task()
    {
        WorkBroker broker = Broker();
        using RawWorker one = Join(broker, slots: 2), two = Join(broker, slots: 2);
        Task<string[]> results = RunAsync(broker, Tasks("1", "2", "3", "4"));
        (byte[] Id, string Body)[] tasks = [one.ReceiveTask(), one.ReceiveTask(), two.ReceiveTask(), two.ReceiveTask()];
        Assert.That(tasks.Select(task => task.Body), Is.EqualTo(new[] { "1", "3", "2", "4" }));
        one.Complete(tasks[0].Id, "i");
        one.Complete(tasks[1].Id, "iii");
        two.Complete(tasks[2].Id, "ii");
        two.Complete(tasks[3].Id, "iv");
        Assert.That(await results, Is.EqualTo(new[] { "i", "ii", "iii", "iv" }));
    }

    /// <summary>Closed, it is noticed by the next send; silent, by its time.</summary>
    [Test]
    public async Task The_tasks_of_a_lost_worker_go_to_another([Values] bool closes)
    {
        using Meters meters = new();
        WorkBroker broker = Broker();
        using RawWorker lost = Join(broker, slots: 2);
        Task<string[]> results = RunAsync(broker, Tasks("a", "b", "c"));
        (byte[] late, _) = lost.ReceiveTask();
        _ = lost.ReceiveTask();
        if (closes)
        {
            lost.Dispose();
        }
        Work(broker, body => body.ToUpperInvariant());
        Assert.That(await results, Is.EqualTo(new[] { "A", "B", "C" }));
        if (!closes)
        {
            // Too late: it is ignored, whatever it is.
            lost.Complete(late, "wrong");
            meters.WaitFor("zmqnative.work.refused", 1);
        }
        meters.WaitFor("zmqnative.work.reassigned", 2);
        meters.WaitFor("zmqnative.work.tasks", 3);
    }

    [Test]
    public async Task A_task_that_ends_its_workers_becomes_an_error()
    {
        WorkBroker broker = Broker(options => options.MaxAttempts = 2);
        IAsyncEnumerator<WorkResult> results = broker.RunAsync(Tasks("poison", "bread"), Ended).GetAsyncEnumerator();
        ValueTask<bool> first = results.MoveNextAsync();
        for (int i = 0; i < 2; i++)
        {
            using RawWorker worker = Join(broker);
            Assert.That(worker.ReceiveTask().Body, Is.EqualTo("poison"));
            worker.Send("BYE");
        }
        Assert.That(await first);
        Assert.That(results.Current, Is.EqualTo(new WorkResult(0, default, "2 workers were lost while they had this task.")));
        Work(broker, body => body);
        Assert.That(await results.MoveNextAsync() && Text(results.Current.Body) == "bread");
        await results.DisposeAsync();
    }

    [Test]
    public async Task An_exception_of_the_handler_is_the_tasks_error()
    {
        WorkBroker broker = Broker();
        Work(broker, body => body == "b" ? throw new InvalidDataException("b is bad.") : body);
        List<WorkResult> results = [];
        await foreach (WorkResult result in broker.RunAsync(Tasks("a", "b", "c"), Ended))
        {
            results.Add(result);
        }
        Assert.That(results.Select(result => result.Error), Is.EqualTo(new[] { null, "b is bad.", null }));
    }

    /// <summary>So that memory is bounded, and tasks without an end are no trouble.</summary>
    [TestCase(10, long.MaxValue, 10)]
    [TestCase(1000, 30, 3)]
    public async Task No_more_tasks_are_begun_than_may_be_pending(int pending, long bytes, int expected)
    {
        WorkBroker broker = Broker(options => (options.MaxPending, options.MaxPendingBytes) = (pending, bytes));
        int begun = 0, most = 0, returned = 0;
        IEnumerable<ReadOnlyMemory<byte>> Endless()
        {
            while (true)
            {
                most = Math.Max(most, ++begun - returned);
                yield return new byte[10];
            }
        }
        using RawWorker held = Join(broker);
        await using IAsyncEnumerator<WorkResult> results = broker.RunAsync(Endless(), Ended).GetAsyncEnumerator();
        ValueTask<bool> next = results.MoveNextAsync();
        (byte[] id, _) = held.ReceiveTask();
        held.Complete(id, "");
        Work(broker, body => body);
        for (; returned < 100; next = results.MoveNextAsync())
        {
            Assert.That(await next);
            returned++;
        }
        Assert.That(most, Is.EqualTo(expected));
        await next;
    }

    [Test]
    public async Task A_run_that_ends_early_leaves_the_broker_free_for_another()
    {
        WorkBroker broker = Broker();
        Work(broker, body => body);
        for (int i = 0; i < 3; i++)
        {
            await foreach (WorkResult result in broker.RunAsync(Tasks([.. Enumerable.Range(0, 100).Select(i => $"{i}")]), Ended))
            {
                Assert.That(Text(result.Body), Is.EqualTo("0"));
                break;
            }
        }
        Assert.That(await RunAsync(broker, Tasks("last")), Is.EqualTo(new[] { "last" }));
    }

    /// <summary>The first is a ROUTER that goes away without a word, as a broker does that is killed.</summary>
    [Test]
    public async Task A_worker_comes_back_to_a_broker_that_was_started_again_and_ends_with_it()
    {
        string address;
        Task working;
        using (ZmqContext context = new())
        using (ZmqSocket first = new(context, ZmqSocketType.Router) { Linger = 0 })
        {
            first.Bind("tcp://127.0.0.1:*");
            address = first.LastEndpoint;
            working = new WorkWorker(WorkerOptions(address), (body, _) => body).RunAsync(Ended);
            List<ZmqMessage> parts = [];
            Assert.That(first.Receive(parts, Deadline), Is.EqualTo(4));
            parts.ForEach(part => part.Dispose());
        }
        WorkBroker second = Broker(options => options.Address = address);
        Assert.That(await RunAsync(second, Tasks("again")), Is.EqualTo(new[] { "again" }));
        Assert.That(working.IsCompleted, Is.False);
        second.Dispose();
        await working.WaitAsync(Deadline);
    }

    [Test]
    public async Task A_cancelled_worker_says_so_and_its_task_is_done_at_once()
    {
        WorkBroker broker = Broker(options => options.WorkerTimeout = TimeSpan.FromHours(1));
        using ManualResetEventSlim begun = new();
        using CancellationTokenSource cancelled = new();
        Task leaving = new WorkWorker(WorkerOptions(broker.Address), (body, token) =>
        {
            begun.Set();
            token.WaitHandle.WaitOne();
            return body;
        }).RunAsync(cancelled.Token);
        Task<string[]> results = RunAsync(broker, Tasks("a"));
        Assert.That(begun.Wait(Deadline));
        cancelled.Cancel();
        Assert.That(async () => await leaving.WaitAsync(Deadline), Throws.InstanceOf<OperationCanceledException>());
        Work(broker, body => "done by another");
        Assert.That(await results, Is.EqualTo(new[] { "done by another" }));
    }

    [Test]
    public void A_worker_too_many_is_refused_and_said_why()
    {
        WorkBroker broker = Broker(options => options.MaxWorkers = 1);
        using RawWorker only = Join(broker);
        WorkWorker other = new(WorkerOptions(broker.Address), (body, _) => body);
        Assert.That(
            async () => await other.RunAsync(Ended),
            Throws.InvalidOperationException.With.Message.EqualTo($"The broker at {broker.Address} refused: there are 1 workers, which is the limit."));
    }
}
