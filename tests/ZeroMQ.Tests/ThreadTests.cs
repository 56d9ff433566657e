namespace ZeroMQ.Tests;

public class ThreadTests
{
    private Worker _worker = null!;

    [SetUp]
    public void Make() => _worker = new Worker();

    [TearDown]
    public void End()
    {
        if (_worker is not null)
        {
            Within.Run(_worker.Close);
            _worker.Dispose();
        }
    }

    [Test]
    public void A_thread_runs_from_Start_until_Stop()
    {
        Assert.That((_worker.Cancellor, _worker.IsCancellationRequested), Is.EqualTo(((CancellationTokenSource?)null, false)));
        _worker.Start();
        Assert.That(_worker.Entered.Wait(Within.Deadline));
        Assert.That((_worker.Join(0), _worker.Join(TimeSpan.Zero)), Is.EqualTo((false, false)));
        _worker.Stop();
        Assert.That(_worker.Join((int)Within.Deadline.TotalMilliseconds) && _worker.IsCancellationRequested);
        Within.Run(_worker.Join);
    }

    [Test]
    public void A_given_source_of_cancellation_ends_it()
    {
        using CancellationTokenSource source = new();
        _worker.Start(source);
        Assert.That(_worker.Cancellor, Is.SameAs(source));
        source.Cancel();
        Assert.That(_worker.Join(Within.Deadline));
        source.Dispose();
        Assert.That(_worker.Dispose, Throws.Nothing);
    }

    [Test]
    public void A_source_that_is_disposed_of_is_missed_only_by_a_thread_that_runs()
    {
        CancellationTokenSource source = new();
        _worker.Start(source);
        source.Dispose();
        Assert.That(_worker.Stop, Throws.TypeOf<ObjectDisposedException>());
        _worker.GoOn.Set();
        Assert.That(_worker.Join(Within.Deadline));
        Assert.That(_worker.Stop, Throws.Nothing);
    }

    [Test]
    public void A_thread_starts_once([Values] bool ended)
    {
        _worker.Start();
        if (ended)
        {
            Within.Run(_worker.Close);
        }
        Assert.That(_worker.Start, Throws.TypeOf<ThreadStateException>());
        CancellationTokenSource first = _worker.Cancellor;
        Assert.That(() => _worker.Start(new CancellationTokenSource()), Throws.TypeOf<ThreadStateException>());
        Assert.That(_worker.Cancellor, Is.SameAs(first));
    }

    [Test]
    public void Before_Start_there_is_nothing_to_stop_or_wait_for()
    {
        _worker.Stop();
        _worker.Close();
        Assert.That(_worker.Join(Timeout.Infinite));
    }

    [Test]
    public void Dispose_ends_the_thread_and_it_stays_ended()
    {
        _worker.Start();
        Within.Run(_worker.Dispose);
        Within.Run(_worker.Dispose);
        Assert.That(_worker.Join(0));
        Assert.That(_worker.Start, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_thread_may_dispose_of_itself()
    {
        Worker worker = new() { DisposesOfItself = true };
        worker.Start();
        Assert.That(worker.Join(Within.Deadline));
    }

    [Test]
    public void A_derived_class_is_told_of_disposal_and_of_collection()
    {
        Worker worker = new();
        worker.Dispose();
        Assert.That(worker.Told, Is.EqualTo(new[] { true }));
        List<bool> told = Lose();
        Within.Until(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return told.Count > 0;
            },
            "the finaliser");
        Assert.That(told, Is.EqualTo(new[] { false }));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static List<bool> Lose() => new Worker().Told;

    private sealed class Worker : ZThread
    {
        internal ManualResetEventSlim Entered { get; } = new();

        internal ManualResetEventSlim GoOn { get; } = new();

        internal List<bool> Told { get; } = [];

        internal bool DisposesOfItself { get; init; }

        protected override void Run()
        {
            Entered.Set();
            if (DisposesOfItself)
            {
                Dispose();
            }
            SpinWait.SpinUntil(() => IsCancellationRequested || GoOn.IsSet, Within.Deadline);
        }

        protected override void Dispose(bool disposing)
        {
            Told.Add(disposing);
            base.Dispose(disposing);
        }
    }
}
