using System.Diagnostics;

namespace ZmqNative.Interop;

/// <summary>
/// The threads of the process that wait for the sockets of all asynchronous calls, and make the
/// calls that libzmq accepts. They start with the first call that has to wait, and end with the
/// process.
/// </summary>
/// <remarks>
/// With epoll there are two, because a hand-over to the thread pool costs a tenth of a round trip.
/// The thread that finds a signal runs the code that awaited it itself, but only while the other
/// one waits; else the pool does, as it does for all further code of the same signals. So code that
/// blocks never keeps a signal from the others:
/// <code>
///   waiting ── signals ──> passing on ──┬─ nothing to run ─────────────> waiting
///                                       ├─ the other waits: run it ────> waiting
///                                       └─ else: leave it to the pool ─> waiting
/// </code>
/// </remarks>
internal sealed class WaitingThreads
{
    internal const string Name = "ZmqNative waiting";

    private static readonly Lazy<WaitingThreads> s_shared =
        new(() => new WaitingThreads(OperatingSystem.IsLinux() ? new EpollSet() : new PollSet()));

    [ThreadStatic]
    private static bool t_isPassingOn;

    [ThreadStatic]
    private static IThreadPoolWorkItem? t_next;

    private readonly Lock _gate = new();
    private readonly IDescriptorSet _descriptors;
    private readonly Dictionary<long, IDescriptorWatcher> _watchers = [];
    private long _lastKey;
    private int _waiting;

    internal WaitingThreads(IDescriptorSet descriptors)
    {
        _descriptors = descriptors;
        for (int i = 0; i < (descriptors.IsOnce ? 1 : 2); i++)
        {
            // Without the context of the caller, which happens to be the first.
            new Thread(Run) { IsBackground = true, Name = Name }.UnsafeStart();
        }
    }

    internal static WaitingThreads Shared => s_shared.Value;

    /// <summary>Whether a descriptor is no longer watched once it was found ready.</summary>
    internal bool IsOnce => _descriptors.IsOnce;

    /// <summary>Has awaiting code run: by this thread when it has passed all signals on, or by the pool.</summary>
    internal static void Schedule(IThreadPoolWorkItem code)
    {
        if (t_isPassingOn && t_next is null)
        {
            t_next = code;
        }
        else
        {
            LeaveToPool(code);
        }
    }

    /// <summary>Starts to watch a descriptor.</summary>
    /// <returns>
    /// The key for <see cref="Remove"/>. Keys are never reused, so that a late signal
    /// reaches no other watcher.
    /// </returns>
    /// <exception cref="ZmqException">The system refuses.</exception>
    internal long Add(nint descriptor, IDescriptorWatcher watcher, ZmqPollEvents events = ZmqPollEvents.Receive)
    {
        long key;
        lock (_gate)
        {
            key = ++_lastKey;
            _watchers.Add(key, watcher);
        }
        try
        {
            _descriptors.Add(descriptor, key, events);
        }
        catch
        {
            Forget(key);
            throw;
        }
        return key;
    }

    /// <summary>Stops watching a descriptor, before it is closed.</summary>
    internal void Remove(nint descriptor, long key)
    {
        if (Forget(key))
        {
            _descriptors.Remove(descriptor, key);
        }
    }

    private static void LeaveToPool(IThreadPoolWorkItem code) =>
        ThreadPool.UnsafeQueueUserWorkItem(code, preferLocal: false);

    private bool Forget(long key)
    {
        lock (_gate)
        {
            return _watchers.Remove(key);
        }
    }

    private void Run()
    {
        ExecutionContext context = ExecutionContext.Capture()!;
        long[] keys = new long[256];
        while (true)
        {
            Interlocked.Increment(ref _waiting);
            int count = _descriptors.Wait(keys);
            Interlocked.Decrement(ref _waiting);
            Debug.Assert(count >= 0, "A wait that fails finds nothing.");
            t_isPassingOn = true;
            foreach (long key in keys.AsSpan(..count))
            {
                Find(key)?.OnReadable(_descriptors.IsOnce);
            }
            t_isPassingOn = false;
            if (t_next is { } code)
            {
                t_next = null;
                RunOrLeave(code, context);
            }
        }
    }

    private IDescriptorWatcher? Find(long key)
    {
        lock (_gate)
        {
            bool isThere = _descriptors.IsOnce
                ? _watchers.Remove(key, out IDescriptorWatcher? watcher) : _watchers.TryGetValue(key, out watcher);
            Debug.Assert(isThere == (watcher is not null), "A key belongs to one watcher.");
            return watcher;
        }
    }

    // What code has left on this thread is not there for other code, as on the pool.
    private static void CleanUp(ExecutionContext context)
    {
        ExecutionContext.Restore(context);
        SynchronizationContext.SetSynchronizationContext(null);
        Thread thread = Thread.CurrentThread;
        if (!thread.IsBackground)
        {
            thread.IsBackground = true;
        }
        if (thread.Priority != ThreadPriority.Normal)
        {
            thread.Priority = ThreadPriority.Normal;
        }
        if (thread.Name != Name)
        {
            thread.Name = Name;
        }
    }

    // The other thread counts as waiting until it has found a signal; then it sees
    // that this one does not wait, and runs nothing itself.
    private void RunOrLeave(IThreadPoolWorkItem code, ExecutionContext context)
    {
        if (Volatile.Read(ref _waiting) != 0)
        {
            code.Execute();

            CleanUp(context);
        }
        else
        {
            LeaveToPool(code);
        }
    }
}
