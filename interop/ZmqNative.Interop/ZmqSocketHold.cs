namespace ZmqNative.Interop;

/// <summary>A socket's lock, given back by <see cref="Dispose"/> on the same thread. See <see cref="ZmqSocket.Hold"/>.</summary>
public readonly struct ZmqSocketHold : IDisposable
{
    private readonly ZmqSocket? _socket;

    internal ZmqSocketHold(ZmqSocket socket) => _socket = socket;

    /// <summary>Gives the lock back. Call it once.</summary>
    public void Dispose() => _socket?.Release();
}
