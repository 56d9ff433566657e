namespace ZmqNative.Interop;

/// <summary>The C API of libzmq as in zmq.h: a file per section, C names, no logic.</summary>
internal static unsafe partial class LibZmq
{
    /// <summary>The name in every import; <see cref="ZmqLibrary"/> resolves it.</summary>
    internal const string Library = "libzmq";
}
