namespace ZmqNative.Interop;

/// <summary>The C API of libzmq as zmq.h declares it: one file per section, C names, no logic.</summary>
internal static unsafe partial class LibZmq
{
    /// <summary>The name every import carries; <see cref="ZmqLibrary"/> resolves it.</summary>
    internal const string Library = "libzmq";
}
