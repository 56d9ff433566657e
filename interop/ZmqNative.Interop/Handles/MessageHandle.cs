using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Owns a zmq_msg_t in native memory, where its address, and so the address of a small body inside it, never changes.</summary>
internal sealed unsafe class MessageHandle : SafeHandle
{
    internal MessageHandle() : base(0, ownsHandle: true)
    {
        ZmqLibrary.EnsureLoaded();
        handle = (nint)NativeMemory.Alloc((nuint)sizeof(LibZmq.zmq_msg_t));
        _ = LibZmq.zmq_msg_init(Message);
    }

    public override bool IsInvalid => handle == 0;

    internal LibZmq.zmq_msg_t* Message => (LibZmq.zmq_msg_t*)handle;

    protected override bool ReleaseHandle()
    {
        bool closed = LibZmq.zmq_msg_close(Message) == 0;
        NativeMemory.Free(Message);
        return closed;
    }
}
