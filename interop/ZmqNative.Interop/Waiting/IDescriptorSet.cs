namespace ZmqNative.Interop;

/// <summary>Descriptors that one thread waits for together. Any thread adds and removes, also while it waits.</summary>
internal interface IDescriptorSet
{
    /// <summary>Whether a descriptor that was found leaves the set.</summary>
    bool IsOnce { get; }

    /// <summary>Watches whether a descriptor becomes ready, and whether it is now.</summary>
    /// <exception cref="ZmqException">The system refuses: ENOSPC, ENOMEM, EPERM.</exception>
    void Add(nint descriptor, long key, ZmqPollEvents events = ZmqPollEvents.Receive);

    void Remove(nint descriptor, long key);

    /// <summary>Waits until there is one, and fills in the keys.</summary>
    int Wait(Span<long> keys);
}
