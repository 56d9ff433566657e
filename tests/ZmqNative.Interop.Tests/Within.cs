namespace ZmqNative.Interop.Tests;

/// <summary>A deadline on every wait: what hangs fails its test instead of the run.</summary>
internal static class Within
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Runs each on a thread of its own, and waits for all. A thread that hangs is left behind.</summary>
    internal static void Run(params Action[] actions) => Run(Deadline, actions);

    /// <summary>The same for what takes longer on a busy machine.</summary>
    internal static void Run(TimeSpan deadline, params Action[] actions)
    {
        Task all = Task.WhenAll(actions.Select(Start));
        if (!((IAsyncResult)all).AsyncWaitHandle.WaitOne(deadline))
        {
            Assert.Fail($"Not done within {deadline.TotalSeconds} s.");
        }
        all.GetAwaiter().GetResult();
    }

    /// <summary>Waits until something has become true.</summary>
    internal static void Until(Func<bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(condition, Deadline))
        {
            Assert.Fail($"Not within {Deadline.TotalSeconds} s: {what}.");
        }
    }

    internal static Task Start(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
