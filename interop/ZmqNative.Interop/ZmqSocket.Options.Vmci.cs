namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_VMCI_BUFFER_SIZE: bytes of the buffer of a connection between virtual machines
    /// (default: the system's). It cannot be read back.
    /// </summary>
    /// <param name="bytes">Bytes.</param>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without VMCI; ETERM: context shut down.
    /// </exception>
    public void SetVmciBufferSize(ulong bytes) => SetOnly(LibZmq.ZMQ_VMCI_BUFFER_SIZE, bytes);

    /// <summary>
    /// ZMQ_VMCI_BUFFER_MIN_SIZE: the smallest value of <see cref="SetVmciBufferSize"/>
    /// (default: the system's). It cannot be read back.
    /// </summary>
    /// <param name="bytes">Bytes.</param>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without VMCI; ETERM: context shut down.
    /// </exception>
    public void SetVmciMinBufferSize(ulong bytes) => SetOnly(LibZmq.ZMQ_VMCI_BUFFER_MIN_SIZE, bytes);

    /// <summary>
    /// ZMQ_VMCI_BUFFER_MAX_SIZE: the largest value of <see cref="SetVmciBufferSize"/>
    /// (default: the system's). It cannot be read back.
    /// </summary>
    /// <param name="bytes">Bytes.</param>
    /// <remarks>Applies to endpoints bound or connected afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without VMCI; ETERM: context shut down.
    /// </exception>
    public void SetVmciMaxBufferSize(ulong bytes) => SetOnly(LibZmq.ZMQ_VMCI_BUFFER_MAX_SIZE, bytes);

    /// <summary>
    /// ZMQ_VMCI_CONNECT_TIMEOUT: how long an attempt to connect to another virtual machine lasts
    /// (default: -1, the system's). It cannot be read back.
    /// </summary>
    /// <param name="milliseconds">Milliseconds.</param>
    /// <remarks>Applies to endpoints connected afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without VMCI; ETERM: context shut down.
    /// </exception>
    public void SetVmciConnectTimeout(int milliseconds) => SetOnly(LibZmq.ZMQ_VMCI_CONNECT_TIMEOUT, milliseconds);
}
