using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Replaces epoll where there is none, by poll, or select on Windows. The cost of a wait grows with
/// the number of descriptors. They are level-triggered, so a descriptor that was found leaves the
/// set until it is added again.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It ends with the process, as the thread that waits does.")]
internal sealed class PollSet : IDescriptorSet
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, PollDescriptor> _descriptors = [];
    private readonly WakeEvent _changed = new();
    private readonly List<PollDescriptor> _polled = [];
    private readonly List<long> _keys = [];

    public bool IsOnce => true;

    public void Add(nint descriptor, long key, ZmqPollEvents events)
    {
        lock (_gate)
        {
            _descriptors.Add(key, new PollDescriptor(descriptor, events));
        }
        _changed.Set();
    }

    public void Remove(nint descriptor, long key)
    {
        lock (_gate)
        {
            _ = _descriptors.Remove(key);
        }

        // The descriptor is closed next, and must not be waited for then.
        _changed.Set();
    }

    public int Wait(Span<long> keys)
    {
        lock (_gate)
        {
            _polled.Clear();
            _keys.Clear();
            _polled.Add(new PollDescriptor(_changed.Descriptor, ZmqPollEvents.Receive));
            foreach ((long key, PollDescriptor descriptor) in _descriptors)
            {
                _keys.Add(key);
                _polled.Add(descriptor);
            }
        }
        Span<PollDescriptor> polled = CollectionsMarshal.AsSpan(_polled);
        PollDescriptor.Wait(polled, new WaitTime(Timeout.InfiniteTimeSpan));
        if (polled[0].Found != ZmqPollEvents.None)
        {
            _changed.Clear();
        }
        int count = 0;
        lock (_gate)
        {
            for (int i = 1; i < polled.Length && count < keys.Length; i++)
            {
                // A descriptor that was removed meanwhile is no longer in the set.
                if (polled[i].Found != ZmqPollEvents.None && _descriptors.Remove(_keys[i - 1]))
                {
                    keys[count++] = _keys[i - 1];
                }
            }
        }
        Debug.Assert(count <= keys.Length, "Those that do not fit stay in the set.");
        return count;
    }
}
