using System.Text;
using CsCheck;
using ZmqNative.Interop;
using ZmqNative.Security;
using ZmqNative.Tests.Diagnostics;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;
using ZmqNative.Tests.Security;
using ZmqNative.Work;

namespace ZmqNative.Tests.Work;

/// <summary>Brokers and workers over real sockets; some workers are played by hand.</summary>
[NonParallelizable]
public sealed class WorkTests
{
    private static readonly TimeSpan s_deadline = RawWorker.Deadline;

    private readonly List<IDisposable> _open = [];
    private CancellationTokenSource _end = null!;

    [SetUp]
    public void Begin() => _end = new CancellationTokenSource(s_deadline);

    [TearDown]
    public void End()
    {
        _end?.Cancel();
        Enumerable.Reverse(_open).ToList().ForEach(one => one.Dispose());
        _open.Clear();
        _end?.Dispose();
    }

    [Test]
    public async Task Results_come_in_order_whichever_worker_is_first()
    {
        WorkBroker broker = Broker();
        using RawWorker slow = Join(broker), fast = Join(broker);
        await using IAsyncEnumerator<WorkResult> results = broker.RunAsync(Tasks("a", "b", "c"), _end.Token).GetAsyncEnumerator();
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
        IAsyncEnumerator<WorkResult> results = broker.RunAsync(Tasks("poison", "bread"), _end.Token).GetAsyncEnumerator();
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
        await foreach (WorkResult result in broker.RunAsync(Tasks("a", "b", "c"), _end.Token))
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
        await using IAsyncEnumerator<WorkResult> results = broker.RunAsync(Endless(), _end.Token).GetAsyncEnumerator();
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
            await foreach (WorkResult result in broker.RunAsync(Tasks([.. Enumerable.Range(0, 100).Select(i => $"{i}")]), _end.Token))
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
            working = new WorkWorker(WorkerOptions(address), (body, _) => body).RunAsync(_end.Token);
            List<ZmqMessage> parts = [];
            Assert.That(first.Receive(parts, s_deadline), Is.EqualTo(4));
            parts.ForEach(part => part.Dispose());
        }
        WorkBroker second = Broker(options => options.Address = address);
        Assert.That(await RunAsync(second, Tasks("again")), Is.EqualTo(new[] { "again" }));
        Assert.That(working.IsCompleted, Is.False);
        second.Dispose();
        await working.WaitAsync(s_deadline);
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
        Assert.That(begun.Wait(s_deadline));
        cancelled.Cancel();
        Assert.That(async () => await leaving.WaitAsync(s_deadline), Throws.InstanceOf<OperationCanceledException>());
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
            async () => await other.RunAsync(_end.Token),
            Throws.InvalidOperationException.With.Message.EqualTo($"The broker at {broker.Address} refused: there are 1 workers, which is the limit."));
    }

    [TestCase("READY takes version 1 and a number of tasks from 1 to 64", "READY")]
    [TestCase("READY takes version 1 and a number of tasks from 1 to 64", "READY", "2", "1")]
    [TestCase("READY takes version 1 and a number of tasks from 1 to 64", "READY", "1", "65")]
    [TestCase("READY takes version 1 and a number of tasks from 1 to 64", "READY", "1", "-1")]
    public void A_malformed_greeting_is_answered(string reason, params string[] parts)
    {
        using RawWorker worker = new(Broker().Address);
        worker.Send(parts);
        Assert.That(worker.Receive().Select(Encoding.UTF8.GetString), Is.EqualTo(new[] { "REFUSED", reason }));
    }

    /// <summary>Whatever a peer sends, before or after it is a worker, the others go on.</summary>
    [Test]
    public async Task Malformed_messages_disturb_nobody()
    {
        WorkBroker broker = Broker();
        Work(broker, body => body);
        string[] commands = ["READY", "DONE", "FAILED", "HEARTBEAT", "BYE", "TASK", "", "1", "2"];
        Gen<byte[]> part = Gen.OneOf(Gen.Int[0, commands.Length - 1].Select(i => Encoding.ASCII.GetBytes(commands[i])), Gen.Byte.Array[0, 20]);
        using RawWorker stranger = new(broker.Address);
        part.Array[1, 6].Sample(parts => stranger.Send(parts), iter: 2000, threads: 1);
        Assert.That(await RunAsync(broker, Tasks("a", "b")), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task A_result_that_is_too_long_costs_the_worker_its_connection()
    {
        WorkBroker broker = Broker(options => options.MaxResultLength = 1000);
        using RawWorker worker = Join(broker);
        Task<string[]> results = RunAsync(broker, Tasks("a"));
        (byte[] id, _) = worker.ReceiveTask();
        worker.Complete(id, new string('x', 1001));
        Work(broker, body => "short");
        Assert.That(await results, Is.EqualTo(new[] { "short" }));
    }

    [Test]
    public async Task Only_invited_workers_work()
    {
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        using TempFolder folder = new();
        using CurveCertificate server = CurveCertificate.Create(), invited = CurveCertificate.Create();
        string serverFile = Path.Combine(folder.Path, "server.key"), allowed = Directory.CreateDirectory(Path.Combine(folder.Path, "allowed")).FullName;
        server.Save(serverFile);
        invited.Save(Path.Combine(allowed, "invited.key"));
        WorkBroker broker = Broker(options => options.Curve = new() { Certificate = $"{serverFile}_secret", AllowedKeys = allowed });
        string invitedFile = Path.Combine(allowed, "invited.key_secret");
        Task stranger = new WorkWorker(WorkerOptions(broker.Address, server.PublicKey), (_, _) => "wrong"u8.ToArray()).RunAsync(_end.Token);
        Task plain = new WorkWorker(WorkerOptions(broker.Address), (_, _) => "wrong"u8.ToArray()).RunAsync(_end.Token);
        _ = new WorkWorker(WorkerOptions(broker.Address, server.PublicKey, invitedFile), (body, _) => body).RunAsync(_end.Token);
        string[] bodies = [.. Enumerable.Range(0, 50).Select(i => $"{i}")];
        Assert.That(await RunAsync(broker, Tasks(bodies)), Is.EqualTo(bodies));
        Assert.That((broker.Workers, stranger.IsFaulted, plain.IsFaulted), Is.EqualTo((1, false, false)));
    }

    [Test]
    public void An_address_that_others_reach_is_warned_of()
    {
        using LogLines log = new();
        Keep(new WorkBroker(new() { Address = "tcp://127.0.0.1:*" }, log));
        Assert.That(log.Lines, Has.None.Contains("without CURVE"));
        WorkBroker broker = Keep(new WorkBroker(new() { Address = "tcp://0.0.0.0:*" }, log));
        Assert.That(log.Lines, Has.One.EqualTo(
            $"ZmqNative.Work|Warning|{broker.Address} can be reached from other machines, and without CURVE whoever reaches it can take tasks and answer them"));
    }

    [Test]
    public void Options_are_checked()
    {
        Assert.That(() => new WorkBroker(new() { MaxPending = 0 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("MaxPending"));
        Assert.That(() => new WorkBroker(new() { Curve = new() { Certificate = "x" } }), Throws.ArgumentException.With.Message.Contains("-zmqcurveallowedkeys"));
        Assert.That(() => new WorkBroker(new() { WorkerTimeout = TimeSpan.FromSeconds(1) }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("twice the HeartbeatInterval"));
        Assert.That(() => new WorkWorker(new() { Address = "tcp://127.0.0.1:1", Slots = 65 }, (body, _) => body), Throws.InstanceOf<ArgumentException>().With.Message.Contains("Slots"));
        Assert.That(() => new WorkWorker(new(), (body, _) => body), Throws.ArgumentException.With.Message.Contains("Address"));
    }

    /// <summary>The example of docs/work-protocol.md, as it is there.</summary>
    [Test]
    [Platform("Linux")]
    public async Task A_worker_in_Python_does_its_part()
    {
        Peer.RequirePyzmq();
        string page = File.ReadAllText(Path.Combine(TestData.Root, "..", "..", "docs", "work-protocol.md"));
        string script = page.Split("```python\n")[1].Split("```")[0];
        WorkBroker broker = Broker();
        using System.Diagnostics.Process python = Peer.Start(Peer.Python, ["-c", script, broker.Address]);
        Assert.That(await RunAsync(broker, Tasks("abc", "xyz")), Is.EqualTo(new[] { "cba", "zyx" }));
        broker.Dispose();
        Assert.That(python.WaitForExit(s_deadline));
        Assert.That(python.ExitCode, Is.Zero, python.StandardError.ReadToEnd());
    }

    private T Keep<T>(T one)
        where T : IDisposable
    {
        _open.Add(one);
        return one;
    }

    private WorkBroker Broker(Action<WorkBrokerOptions>? configure = null)
    {
        WorkBrokerOptions options = new() { HeartbeatInterval = TimeSpan.FromMilliseconds(50), WorkerTimeout = TimeSpan.FromSeconds(2) };
        configure?.Invoke(options);
        return Keep(new WorkBroker(options));
    }

    private static WorkWorkerOptions WorkerOptions(string address, string? serverKey = null, string? certificate = null) => new()
    {
        Address = address,
        HeartbeatInterval = TimeSpan.FromMilliseconds(50),
        BrokerTimeout = TimeSpan.FromSeconds(1),
        CurveServerKey = serverKey,
        CurveCertificate = certificate,
    };

    private void Work(WorkBroker broker, Func<string, string> handler) =>
        _ = new WorkWorker(WorkerOptions(broker.Address), (body, _) => Encoding.UTF8.GetBytes(handler(Text(body)))).RunAsync(_end.Token);

    /// <summary>A worker by hand, that the broker knows.</summary>
    private static RawWorker Join(WorkBroker broker, int slots = 1)
    {
        int before = broker.Workers;
        RawWorker worker = new(broker.Address);
        worker.Send("READY", "1", $"{slots}");
        Assert.That(SpinWait.SpinUntil(() => broker.Workers > before, s_deadline));
        return worker;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Tasks(params string[] bodies) =>
        bodies.Select(body => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(body));

    private Task<string[]> RunAsync(WorkBroker broker, IEnumerable<ReadOnlyMemory<byte>> tasks) => Task.Run(async () =>
    {
        List<string> results = [];
        await foreach (WorkResult result in broker.RunAsync(tasks, _end.Token))
        {
            Assert.That(result.Error, Is.Null);
            results.Add(Text(result.Body));
        }
        return results.ToArray();
    });

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
