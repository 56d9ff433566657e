using ZmqNative.Interop;

namespace ZeroMQ.lib;

#pragma warning disable CS8981 // The old name.
/// <summary>
/// The only one of clrzmq4's native calls that programs used. The others are in
/// <see cref="ZmqNative.Interop"/>.
/// </summary>
public static class zmq
#pragma warning restore CS8981
{
    /// <summary>The version of the loaded libzmq (zmq_version).</summary>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static readonly zmq_version_delegate version = static (out int major, out int minor, out int patch) =>
        (major, minor, patch) = (ZmqLibrary.Version.Major, ZmqLibrary.Version.Minor, ZmqLibrary.Version.Build);

    /// <summary>Returns a version in three numbers.</summary>
    /// <param name="major">The major version.</param>
    /// <param name="minor">The minor version.</param>
    /// <param name="patch">The patch version.</param>
    public delegate void zmq_version_delegate(out int major, out int minor, out int patch);
}
