using ZmqNative.Interop;

namespace ZeroMQ;

public sealed partial class ZContext
{
    /// <summary>
    /// Forwards messages between two sockets until the context is shut down (zmq_proxy). The
    /// calling thread is blocked.
    /// </summary>
    /// <param name="frontend">The socket at one side.</param>
    /// <param name="backend">The socket at the other side.</param>
    /// <exception cref="ZException">
    /// A call on a socket failed, for example because its type cannot receive or send; the error is
    /// that of the call, but never ETERM.
    /// </exception>
    public static void Proxy(ZSocket frontend, ZSocket backend) => Proxy(frontend, backend, null);

    /// <summary>
    /// Forwards messages between two sockets until the context is shut down (zmq_proxy). The
    /// calling thread is blocked.
    /// </summary>
    /// <param name="frontend">The socket at one side.</param>
    /// <param name="backend">The socket at the other side.</param>
    /// <param name="error">
    /// ETERM after the end of the context, or the reason of the failure.
    /// </param>
    /// <returns>False, because only an error ends a proxy.</returns>
    public static bool Proxy(ZSocket frontend, ZSocket backend, out ZError error) =>
        Proxy(frontend, backend, null, out error);

    /// <summary>
    /// Forwards messages between two sockets until the context is shut down (zmq_proxy). The
    /// calling thread is blocked.
    /// </summary>
    /// <param name="frontend">The socket at one side.</param>
    /// <param name="backend">The socket at the other side.</param>
    /// <param name="capture">Receives a copy of every message; may be null.</param>
    /// <exception cref="ZException">
    /// A call on a socket failed, for example because its type cannot receive or send; the error is
    /// that of the call, but never ETERM.
    /// </exception>
    public static void Proxy(ZSocket frontend, ZSocket backend, ZSocket capture) =>
        ThrowUnlessTerminated(Proxy(frontend, backend, capture, out ZError error), error);

    /// <summary>
    /// Forwards messages between two sockets until the context is shut down (zmq_proxy). The
    /// calling thread is blocked.
    /// </summary>
    /// <param name="frontend">The socket at one side.</param>
    /// <param name="backend">The socket at the other side.</param>
    /// <param name="capture">Receives a copy of every message; may be null.</param>
    /// <param name="error">
    /// ETERM after the end of the context, or the reason of the failure.
    /// </param>
    /// <returns>False, because only an error ends a proxy.</returns>
    public static bool Proxy(ZSocket frontend, ZSocket backend, ZSocket capture, out ZError error) =>
        ZErrors.Try(() => ZmqProxy.Run(frontend.Native, backend.Native, capture?.Native), out error)
        && NotTerminated(frontend, out error);

    /// <summary>
    /// Forwards messages between two sockets until the context is shut down or a command ends it
    /// (zmq_proxy_steerable): PAUSE, RESUME, TERMINATE, STATISTICS. The calling thread is blocked.
    /// libzmq 4.3.5 pauses on RESUME and resumes on PAUSE.
    /// </summary>
    /// <param name="frontend">The socket at one side.</param>
    /// <param name="backend">The socket at the other side.</param>
    /// <param name="control">
    /// The socket that receives the commands. libzmq 4.3.4 ends the process on an unknown command;
    /// 4.3.5 answers each command.
    /// </param>
    /// <exception cref="ZException">
    /// A call on a socket failed, for example because its type cannot receive or send; the error is
    /// that of the call, but never ETERM.
    /// </exception>
    public static void ProxySteerable(ZSocket frontend, ZSocket backend, ZSocket control) =>
        ProxySteerable(frontend, backend, null, control);

    /// <summary>
    /// Forwards messages between two sockets until the context is shut down or a command ends it
    /// (zmq_proxy_steerable): PAUSE, RESUME, TERMINATE, STATISTICS. The calling thread is blocked.
    /// libzmq 4.3.5 pauses on RESUME and resumes on PAUSE.
    /// </summary>
    /// <param name="frontend">The socket at one side.</param>
    /// <param name="backend">The socket at the other side.</param>
    /// <param name="control">The socket that receives the commands.</param>
    /// <param name="error">
    /// Null after TERMINATE; otherwise ETERM, or the reason of the failure.
    /// </param>
    /// <returns>True after TERMINATE.</returns>
    public static bool ProxySteerable(ZSocket frontend, ZSocket backend, ZSocket control, out ZError error) =>
        ProxySteerable(frontend, backend, null, control, out error);

    /// <summary>
    /// Forwards messages between two sockets until the context is shut down or a command ends it
    /// (zmq_proxy_steerable): PAUSE, RESUME, TERMINATE, STATISTICS. The calling thread is blocked.
    /// libzmq 4.3.5 pauses on RESUME and resumes on PAUSE.
    /// </summary>
    /// <param name="frontend">The socket at one side.</param>
    /// <param name="backend">The socket at the other side.</param>
    /// <param name="capture">Receives a copy of every message; may be null.</param>
    /// <param name="control">The socket that receives the commands; may be null.</param>
    /// <exception cref="ZException">
    /// A call on a socket failed, for example because its type cannot receive or send; the error is
    /// that of the call, but never ETERM.
    /// </exception>
    public static void ProxySteerable(ZSocket frontend, ZSocket backend, ZSocket capture, ZSocket control) =>
        ThrowUnlessTerminated(ProxySteerable(frontend, backend, capture, control, out ZError error), error);

    /// <summary>
    /// Forwards messages between two sockets until the context is shut down or a command ends it
    /// (zmq_proxy_steerable): PAUSE, RESUME, TERMINATE, STATISTICS. The calling thread is blocked.
    /// libzmq 4.3.5 pauses on RESUME and resumes on PAUSE.
    /// </summary>
    /// <param name="frontend">The socket at one side.</param>
    /// <param name="backend">The socket at the other side.</param>
    /// <param name="capture">Receives a copy of every message; may be null.</param>
    /// <param name="control">The socket that receives the commands; may be null.</param>
    /// <param name="error">
    /// Null after TERMINATE; otherwise ETERM, or the reason of the failure.
    /// </param>
    /// <returns>True after TERMINATE.</returns>
    public static bool ProxySteerable(
        ZSocket frontend, ZSocket backend, ZSocket capture, ZSocket control, out ZError error) =>
        control is null
            ? Proxy(frontend, backend, capture, out error)
            : ZErrors.Try(
                () => ZmqProxy.RunSteerable(frontend.Native, backend.Native, control.Native, capture?.Native),
                out error)
                && NotTerminated(frontend, out error);

    private static void ThrowUnlessTerminated(bool worked, ZError error) =>
        ZErrors.Throw(worked || error == ZError.ETERM, error);

    // A proxy ended because of a command or because the context was shut down; in the second case
    // the socket's next call fails with ETERM, too.
    private static bool NotTerminated(ZSocket socket, out ZError error) =>
        ZErrors.Try(() => _ = socket.Native.Events, out error);
}
