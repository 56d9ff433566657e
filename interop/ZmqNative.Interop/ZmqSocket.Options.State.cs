namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_EVENTS: the calls that are possible now without waiting: to
    /// receive a message, to send one.
    /// </summary>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public ZmqPollEvents Events => (ZmqPollEvents)GetOption(LibZmq.ZMQ_EVENTS);

    /// <summary>
    /// ZMQ_FD: a file descriptor, on Windows a SOCKET, that becomes readable when
    /// <see cref="Events"/> may have changed. It is edge-triggered: read <see cref="Events"/> until
    /// none is left, also after each send and receive.
    /// </summary>
    /// <remarks>
    /// Only wait for it; it belongs to libzmq. <see cref="ZmqPoller"/> does all this itself.
    /// </remarks>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public nint FileDescriptor =>
        OperatingSystem.IsWindows() ? GetOption<nint>(LibZmq.ZMQ_FD) : GetOption(LibZmq.ZMQ_FD);

    /// <summary>
    /// ZMQ_RCVMORE: whether more parts of the message follow the part that was received last.
    /// <see cref="ZmqMessage.HasMore"/> has the same value for the part.
    /// </summary>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public bool HasMore => GetOption(LibZmq.ZMQ_RCVMORE) != 0;

    /// <summary>
    /// ZMQ_MECHANISM: the security mechanism, which the last security option set
    /// has chosen (default: Null).
    /// </summary>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public ZmqMechanism Mechanism => (ZmqMechanism)GetOption(LibZmq.ZMQ_MECHANISM);

    /// <summary>
    /// ZMQ_THREAD_SAFE: whether libzmq itself lets several threads use the socket; false for every
    /// type of its stable API. This class does let them.
    /// </summary>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public bool IsThreadSafe => GetOption(LibZmq.ZMQ_THREAD_SAFE) != 0;
}
