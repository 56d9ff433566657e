using System.Text;
using ZmqNative.Work;

namespace ZmqNative.Tests.Work;

/// <summary>Brokers and workers over real sockets, closed after each test; some workers are played by hand.</summary>
public abstract class WorkFixture
{
    protected static TimeSpan Deadline => RawWorker.Deadline;

    private readonly List<IDisposable> _open = [];
    private CancellationTokenSource _end = null!;

    /// <summary>Cancelled at the end of the test, or at its deadline.</summary>
    protected CancellationToken Ended => _end.Token;

    [SetUp]
    public void Begin() => _end = new CancellationTokenSource(Deadline);

    [TearDown]
    public void End()
    {
        _end?.Cancel();
        Enumerable.Reverse(_open).ToList().ForEach(one => one.Dispose());
        _open.Clear();
        _end?.Dispose();
    }

    protected T Keep<T>(T one)
        where T : IDisposable
    {
        _open.Add(one);
        return one;
    }

    protected WorkBroker Broker(Action<WorkBrokerOptions>? configure = null)
    {
        WorkBrokerOptions options = new() { HeartbeatInterval = TimeSpan.FromMilliseconds(50), WorkerTimeout = TimeSpan.FromSeconds(2) };
        configure?.Invoke(options);
        return Keep(new WorkBroker(options));
    }

    protected static WorkWorkerOptions WorkerOptions(string address, string? serverKey = null, string? certificate = null) => new()
    {
        Address = address,
        HeartbeatInterval = TimeSpan.FromMilliseconds(50),
        BrokerTimeout = TimeSpan.FromSeconds(1),
        CurveServerKey = serverKey,
        CurveCertificate = certificate,
    };

    protected void Work(WorkBroker broker, Func<string, string> handler) =>
        _ = new WorkWorker(WorkerOptions(broker.Address), (body, _) => Encoding.UTF8.GetBytes(handler(Text(body)))).RunAsync(Ended);

    /// <summary>A worker by hand, that the broker knows.</summary>
    private protected static RawWorker Join(WorkBroker broker, int slots = 1)
    {
        int before = broker.Workers;
        RawWorker worker = new(broker.Address);
        worker.Send("READY", "1", $"{slots}");
        Assert.That(SpinWait.SpinUntil(() => broker.Workers > before, Deadline));
        return worker;
    }

    protected static IEnumerable<ReadOnlyMemory<byte>> Tasks(params string[] bodies) =>
        bodies.Select(body => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(body));

    protected Task<string[]> RunAsync(WorkBroker broker, IEnumerable<ReadOnlyMemory<byte>> tasks) => Task.Run(async () =>
    {
        List<string> results = [];
        await foreach (WorkResult result in broker.RunAsync(tasks, Ended))
        {
            Assert.That(result.Error, Is.Null);
            results.Add(Text(result.Body));
        }
        return results.ToArray();
    });

    protected static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
