namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>ZMQ_EVENTS: what can be done now without waiting: receive a message, send one.</summary>
    /// <exception cref="ZmqException">ETERM: the context was shut down.</exception>
    public ZmqPollEvents Events => (ZmqPollEvents)GetOption(LibZmq.ZMQ_EVENTS);

    /// <summary>
    /// ZMQ_FD: a file descriptor, on Windows a SOCKET, that becomes readable when <see cref="Events"/> may have changed.
    /// It tells so once: look at <see cref="Events"/> until there is nothing left, also after each send and receive.
    /// </summary>
    /// <remarks>Only to be waited for; it belongs to libzmq. <see cref="ZmqPoller"/> does all this itself.</remarks>
    /// <exception cref="ZmqException">ETERM: the context was shut down.</exception>
    public nint FileDescriptor => OperatingSystem.IsWindows() ? GetOption<nint>(LibZmq.ZMQ_FD) : GetOption(LibZmq.ZMQ_FD);

    /// <summary>ZMQ_RCVMORE: whether more parts of the message follow of which the last part was received. <see cref="ZmqMessage.HasMore"/> says the same of the part.</summary>
    /// <exception cref="ZmqException">ETERM: the context was shut down.</exception>
    public bool HasMore => GetOption(LibZmq.ZMQ_RCVMORE) != 0;

    /// <summary>ZMQ_MECHANISM: the security mechanism, which the last security option set has chosen (default: Null).</summary>
    /// <exception cref="ZmqException">ETERM: the context was shut down.</exception>
    public ZmqMechanism Mechanism => (ZmqMechanism)GetOption(LibZmq.ZMQ_MECHANISM);

    /// <summary>ZMQ_THREAD_SAFE: whether libzmq itself lets several threads use the socket; false for every type of its stable API. This class does let them.</summary>
    /// <exception cref="ZmqException">ETERM: the context was shut down.</exception>
    public bool IsThreadSafe => GetOption(LibZmq.ZMQ_THREAD_SAFE) != 0;
}
