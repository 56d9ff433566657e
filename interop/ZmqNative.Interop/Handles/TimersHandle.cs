using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Owns a set of libzmq timers.</summary>
internal sealed class TimersHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    // libzmq sets the pointer to null.
    protected override unsafe bool ReleaseHandle()
    {
        nint timers = handle;
        return LibZmq.zmq_timers_destroy(&timers) == 0;
    }
}
