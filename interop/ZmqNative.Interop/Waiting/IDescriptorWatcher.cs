namespace ZmqNative.Interop;

/// <summary>Called by a waiting thread when a descriptor is readable.</summary>
internal interface IDescriptorWatcher
{
    /// <summary>Must neither wait, nor throw, nor run foreign code.</summary>
    /// <param name="isOnce">Whether the descriptor has to be added again to be watched.</param>
    void OnReadable(bool isOnce);
}
