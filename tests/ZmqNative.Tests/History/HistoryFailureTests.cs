using ZmqNative.History;

namespace ZmqNative.Tests.History;

/// <summary>How often it is said that history is not kept on disk.</summary>
public sealed class HistoryFailureTests
{
    private readonly List<string> _log = [];

    [Test]
    public void It_is_said_at_once_and_then_once_a_minute_until_it_ends()
    {
        HandTime time = new();
        using HistoryFailure failure = new(time);
        failure.Begin("The disk is full.", isFinal: false, _log.Add);
        failure.Begin("It still is.", isFinal: false, _log.Add);
        Assert.That(_log, Is.EqualTo(["The disk is full."]));
        time.Pass();
        Assert.That((time.Timers.Single().DueTime, time.Timers.Single().Period), Is.EqualTo((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1))));
        Assert.That(_log, Is.EqualTo(["The disk is full.", "It still is."]));
        Assert.That((failure.TryEnd(), failure.TryEnd(), failure.Reason), Is.EqualTo((true, false, (string?)null)));
        time.Pass();
        Assert.That((_log.Count, time.Timers.All(timer => timer.IsDisposed)), Is.EqualTo((2, true)));
    }

    [Test]
    public void What_is_final_is_said_beside_what_might_have_passed_and_does_not_end()
    {
        HandTime time = new();
        using HistoryFailure failure = new(time);
        failure.Begin("The disk is full.", isFinal: false, _log.Add);
        failure.Begin("Messages left memory.", isFinal: true, _log.Add);
        failure.Begin("The disk is full.", isFinal: false, _log.Add);
        time.Pass();
        Assert.That(_log, Is.EqualTo(["The disk is full.", "Messages left memory.", "Messages left memory."]));
        Assert.That((failure.TryEnd(), failure.Reason), Is.EqualTo((false, "Messages left memory.")));
    }

    [SetUp]
    public void Forget() => _log.Clear();

    /// <summary>Timers that come due when a test says so.</summary>
    private sealed class HandTime : TimeProvider
    {
        internal List<HandTimer> Timers { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            HandTimer timer = new(() => callback(state), dueTime, period);
            Timers.Add(timer);
            return timer;
        }

        internal void Pass() => Timers.Where(timer => !timer.IsDisposed).ToList().ForEach(timer => timer.Call());
    }

    private sealed class HandTimer(Action call, TimeSpan dueTime, TimeSpan period) : ITimer
    {
        internal Action Call => call;

        internal TimeSpan DueTime => dueTime;

        internal TimeSpan Period => period;

        internal bool IsDisposed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => IsDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
