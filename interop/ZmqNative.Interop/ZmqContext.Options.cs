using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

public sealed partial class ZmqContext
{
    /// <summary>
    /// ZMQ_IO_THREADS: threads that do the input and output of all sockets; 0 is enough for
    /// inproc only (default: 1).
    /// </summary>
    /// <remarks>Set it before the first socket.</remarks>
    /// <exception cref="ZmqException">EINVAL: negative.</exception>
    /// <exception cref="InvalidOperationException">Set after the first socket.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public int IoThreads
    {
        get => Get(LibZmq.ZMQ_IO_THREADS);
        set => SetAtStart(LibZmq.ZMQ_IO_THREADS, value);
    }

    /// <summary>
    /// ZMQ_MAX_SOCKETS: sockets the context may have at a time, 1 to
    /// <see cref="SocketLimit"/> (default: 1023).
    /// </summary>
    /// <remarks>Set it before the first socket.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: not positive, or more than the system can watch.
    /// </exception>
    /// <exception cref="InvalidOperationException">Set after the first socket.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public int MaxSockets
    {
        get => Get(LibZmq.ZMQ_MAX_SOCKETS);
        set => SetAtStart(LibZmq.ZMQ_MAX_SOCKETS, value);
    }

    /// <summary>ZMQ_SOCKET_LIMIT: the largest value of <see cref="MaxSockets"/>.</summary>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public int SocketLimit => Get(LibZmq.ZMQ_SOCKET_LIMIT);

    /// <summary>ZMQ_MAX_MSGSZ: bytes a message may have (default: 2147483647).</summary>
    /// <remarks>
    /// libzmq 4.3 stores it without using it; <see cref="ZmqSocket.MaxMessageSize"/> works.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: negative.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public int MaxMessageSize
    {
        get => Get(LibZmq.ZMQ_MAX_MSGSZ);
        set => Set(LibZmq.ZMQ_MAX_MSGSZ, value);
    }

    /// <summary>ZMQ_MSG_T_SIZE: bytes of libzmq's zmq_msg_t.</summary>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public int MessageSize => Get(LibZmq.ZMQ_MSG_T_SIZE);

    /// <summary>
    /// ZMQ_IPV6: the initial <see cref="ZmqSocket.IPv6"/> of sockets created
    /// afterwards (default: false).
    /// </summary>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public bool IPv6
    {
        get => Get(LibZmq.ZMQ_IPV6) != 0;
        set => Set(LibZmq.ZMQ_IPV6, value ? 1 : 0);
    }

    /// <summary>
    /// ZMQ_BLOCKY: whether the initial <see cref="ZmqSocket.Linger"/> of sockets created afterwards
    /// is without limit, instead of 0 (default: true).
    /// </summary>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public bool Blocky
    {
        get => Get(LibZmq.ZMQ_BLOCKY) != 0;
        set => Set(LibZmq.ZMQ_BLOCKY, value ? 1 : 0);
    }

    /// <summary>Any option by its number (zmq_ctx_get), for those without a property.</summary>
    /// <param name="option">The ZMQ_ constant's number.</param>
    /// <exception cref="ZmqException">EINVAL: no option that can be read.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public int GetOption(int option) =>
        // The one option for which -1, which otherwise signals an error, may be the value.
        option == LibZmq.ZMQ_THREAD_SCHED_POLICY ? ThreadSchedulingPolicy : Get(option, "an option by its number");

    /// <summary>Any option by its number (zmq_ctx_set), for those without a property.</summary>
    /// <param name="option">The ZMQ_ constant's number.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ZmqException">EINVAL: no such option, or not such a value.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    /// <exception cref="InvalidOperationException">
    /// An option that libzmq reads with the first socket, set after it.
    /// </exception>
    public void SetOption(int option, int value)
    {
        if (option is LibZmq.ZMQ_IO_THREADS or LibZmq.ZMQ_MAX_SOCKETS
            or LibZmq.ZMQ_THREAD_SCHED_POLICY or LibZmq.ZMQ_THREAD_PRIORITY or LibZmq.ZMQ_THREAD_NAME_PREFIX
            or LibZmq.ZMQ_THREAD_AFFINITY_CPU_ADD or LibZmq.ZMQ_THREAD_AFFINITY_CPU_REMOVE)
        {
            SetAtStart(option, value, $"Option {option}");
            return;
        }
        Set(option, value, "an option by its number");
    }

    // libzmq reads these when it creates its threads, with the first socket: later it would store
    // them and return them to a query, without any effect.
    private void SetAtStart(int option, int value, [CallerMemberName] string name = "")
    {
        lock (_gate)
        {
            if (Handle.HadSockets)
            {
                throw new InvalidOperationException(
                    $"{name} cannot be set to {value} any more: libzmq reads it when the context's first socket "
                    + "is made, and this context has had one.");
            }
            Set(option, value, name);
        }
    }

    private int Get(int option, [CallerMemberName] string name = "")
    {
        lock (_gate)
        {
            int value = LibZmq.zmq_ctx_get(Handle, option);
            ZmqThrow.IfFailed(value, "get", name);
            return value;
        }
    }

    private void Set(int option, int value, [CallerMemberName] string name = "")
    {
        lock (_gate)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_ctx_set(Handle, option, value), $"set {name} to {value}");
        }
    }
}
