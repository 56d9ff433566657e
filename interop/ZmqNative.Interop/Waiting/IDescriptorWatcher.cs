namespace ZmqNative.Interop;

/// <summary>Who is told by the waiting thread that a descriptor is readable.</summary>
internal interface IDescriptorWatcher
{
    /// <summary>On the waiting thread: it must neither wait, nor throw, nor run anything foreign.</summary>
    /// <param name="isOnce">Whether the descriptor is watched no more, and has to be added again.</param>
    void OnReadable(bool isOnce);
}
