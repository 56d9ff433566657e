using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

/// <summary>A lock that was taken, given back by <see cref="Dispose"/> on the same thread. See <see cref="ZmqSocketGate.Hold"/>.</summary>
public readonly ref struct ZmqSocketGateHold
{
    private readonly ZmqSocketGate _gate;

    internal ZmqSocketGateHold(ZmqSocketGate gate) => _gate = gate;

    /// <summary>Gives the lock back. Call it once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose() => _gate.Exit();
}
