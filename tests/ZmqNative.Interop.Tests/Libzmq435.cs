using ZmqNative.Tests;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// Whether the loaded libzmq is 4.3.5 or behaves like it, as the packaged 4.3.4 with native/patches does. Told by one of the changes, the
/// name of a host in zmq_bind; the others must be there too then.
/// </summary>
internal static class Libzmq435
{
    internal static void Require(ZmqContext context)
    {
        using SocketHandle socket = SocketHandle.Open(context.Handle, ZmqSocketType.Publish);
        bool present = LibZmq.zmq_bind(socket, "tcp://localhost:*") == 0;
        Prerequisite.Require(present, "libzmq-4.3.5-behaviour", $"libzmq {ZmqLibrary.Version} as loaded here is the unpatched one");
    }
}
