using System.Diagnostics;

namespace ZmqNative.Interop;

/// <summary>
/// The one thread of the process that waits for the sockets of all asynchronous calls. It makes the
/// calls that libzmq accepts, and leaves foreign code to the thread pool. It starts with the first
/// call that has to wait, and ends with the process.
/// </summary>
internal sealed class WaitingThread
{
    internal const string Name = "ZmqNative waiting";

    private static readonly Lazy<WaitingThread> s_shared =
        new(() => new WaitingThread(OperatingSystem.IsLinux() ? new EpollSet() : new PollSet()));

    private readonly Lock _gate = new();
    private readonly IDescriptorSet _descriptors;
    private readonly Dictionary<long, IDescriptorWatcher> _watchers = [];
    private long _lastKey;

    internal WaitingThread(IDescriptorSet descriptors)
    {
        _descriptors = descriptors;
        new Thread(Run) { IsBackground = true, Name = Name }.Start();
    }

    internal static WaitingThread Shared => s_shared.Value;

    /// <summary>Whether a descriptor is no longer watched once it was found ready.</summary>
    internal bool IsOnce => _descriptors.IsOnce;

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

    private bool Forget(long key)
    {
        lock (_gate)
        {
            return _watchers.Remove(key);
        }
    }

    private void Run()
    {
        long[] keys = new long[256];
        while (true)
        {
            int count = _descriptors.Wait(keys);
            Debug.Assert(count >= 0, "A wait that fails finds nothing.");
            foreach (long key in keys.AsSpan(..count))
            {
                IDescriptorWatcher? watcher;
                lock (_gate)
                {
                    bool isThere = _descriptors.IsOnce
                        ? _watchers.Remove(key, out watcher) : _watchers.TryGetValue(key, out watcher);
                    Debug.Assert(isThere == (watcher is not null), "A key belongs to one watcher.");
                }
                watcher?.OnReadable(_descriptors.IsOnce);
            }
        }
    }
}
