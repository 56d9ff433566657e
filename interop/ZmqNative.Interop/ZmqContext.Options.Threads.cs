namespace ZmqNative.Interop;

public sealed partial class ZmqContext
{
    /// <summary>
    /// ZMQ_THREAD_SCHED_POLICY: the scheduling policy of libzmq's threads, as sched.h numbers it
    /// (default: -1, the system's).
    /// </summary>
    /// <remarks>
    /// Set it before the first socket; without effect on Windows. If the system refuses when the
    /// threads start, libzmq ends the process. A libzmq too old to report it returns -1.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: negative.</exception>
    /// <exception cref="InvalidOperationException">Set after the first socket.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public int ThreadSchedulingPolicy
    {
        get
        {
            lock (_gate)
            {
                return LibZmq.zmq_ctx_get(Handle, LibZmq.ZMQ_THREAD_SCHED_POLICY);
            }
        }
        set => SetAtStart(LibZmq.ZMQ_THREAD_SCHED_POLICY, value);
    }

    /// <summary>
    /// ZMQ_THREAD_NAME_PREFIX: a number before the names of libzmq's threads (default: 0, none).
    /// </summary>
    /// <remarks>
    /// Set it before the first socket; Linux only. A libzmq too old to report it returns -1.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Set after the first socket.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public int ThreadNamePrefix
    {
        get
        {
            lock (_gate)
            {
                return LibZmq.zmq_ctx_get(Handle, LibZmq.ZMQ_THREAD_NAME_PREFIX);
            }
        }
        set => SetAtStart(LibZmq.ZMQ_THREAD_NAME_PREFIX, value);
    }

    /// <summary>
    /// ZMQ_THREAD_PRIORITY: the scheduling priority of libzmq's threads (default: the system's). It
    /// cannot be read back.
    /// </summary>
    /// <param name="priority">As the scheduling policy understands it.</param>
    /// <remarks>
    /// Set it before the first socket; without effect on Windows. If the system refuses when the
    /// threads start, libzmq ends the process.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: negative.</exception>
    /// <exception cref="InvalidOperationException">Set after the first socket.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public void SetThreadPriority(int priority) => SetAtStart(LibZmq.ZMQ_THREAD_PRIORITY, priority);

    /// <summary>
    /// ZMQ_THREAD_AFFINITY_CPU_ADD: lets libzmq's threads run on a processor; with none added they
    /// run on all. It cannot be read back.
    /// </summary>
    /// <param name="processor">Its number, from 0.</param>
    /// <remarks>
    /// Set it before the first socket; Linux only. If the system refuses when the threads start,
    /// libzmq ends the process.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: negative.</exception>
    /// <exception cref="InvalidOperationException">Set after the first socket.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public void AddThreadAffinity(int processor) => SetAtStart(LibZmq.ZMQ_THREAD_AFFINITY_CPU_ADD, processor);

    /// <summary>ZMQ_THREAD_AFFINITY_CPU_REMOVE: reverts <see cref="AddThreadAffinity"/>.</summary>
    /// <param name="processor">The same number.</param>
    /// <remarks>Set it before the first socket; Linux only.</remarks>
    /// <exception cref="ZmqException">EINVAL: it was not added.</exception>
    /// <exception cref="InvalidOperationException">Set after the first socket.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed or terminated.</exception>
    public void RemoveThreadAffinity(int processor) => SetAtStart(LibZmq.ZMQ_THREAD_AFFINITY_CPU_REMOVE, processor);
}
