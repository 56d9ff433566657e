namespace ZmqNative.Interop;

/// <summary>
/// Descriptors that are waited for together: by one thread, or by several if the set keeps what
/// it found. Any thread may add and remove, also during a wait.
/// </summary>
internal interface IDescriptorSet
{
    /// <summary>Whether a descriptor leaves the set once it was found ready.</summary>
    bool IsOnce { get; }

    /// <summary>Watches a descriptor for becoming ready, and for being ready now.</summary>
    /// <exception cref="ZmqException">The system refuses: ENOSPC, ENOMEM, EPERM.</exception>
    void Add(nint descriptor, long key, ZmqPollEvents events = ZmqPollEvents.Receive);

    void Remove(nint descriptor, long key);

    /// <summary>Waits until at least one descriptor is ready, and fills in the keys.</summary>
    int Wait(Span<long> keys);
}
