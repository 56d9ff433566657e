using ZmqNative.Interop;

namespace ZeroMQ;

public sealed partial class ZContext
{
    /// <summary>Passes messages between two sockets until the context is shut down (zmq_proxy).</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other.</param>
    /// <exception cref="ZException">A socket cannot do what this asks of it.</exception>
    public static void Proxy(ZSocket frontend, ZSocket backend) => Proxy(frontend, backend, null);

    /// <summary>Passes messages between two sockets until the context is shut down (zmq_proxy).</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other.</param>
    /// <param name="error">ETERM, or why it failed.</param>
    /// <returns>False.</returns>
    public static bool Proxy(ZSocket frontend, ZSocket backend, out ZError error) => Proxy(frontend, backend, null, out error);

    /// <summary>Passes messages between two sockets until the context is shut down (zmq_proxy).</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other.</param>
    /// <param name="capture">Gets a copy of every message; may be null.</param>
    /// <exception cref="ZException">A socket cannot do what this asks of it.</exception>
    public static void Proxy(ZSocket frontend, ZSocket backend, ZSocket capture) =>
        ThrowUnlessTerminated(Proxy(frontend, backend, capture, out ZError error), error);

    /// <summary>Passes messages between two sockets until the context is shut down (zmq_proxy).</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other.</param>
    /// <param name="capture">Gets a copy of every message; may be null.</param>
    /// <param name="error">ETERM, or why it failed.</param>
    /// <returns>False.</returns>
    public static bool Proxy(ZSocket frontend, ZSocket backend, ZSocket capture, out ZError error) =>
        ZErrors.Try(() => ZmqProxy.Run(frontend.Native, backend.Native, capture?.Native), out error) && NotTerminated(frontend, out error);

    /// <summary>The same, also steered: PAUSE, RESUME, TERMINATE, STATISTICS (zmq_proxy_steerable). libzmq 4.3.5 pauses on RESUME and goes on after PAUSE.</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other.</param>
    /// <param name="control">Receives the commands; libzmq 4.3.4 ends the process on one it does not know, 4.3.5 answers each.</param>
    /// <exception cref="ZException">A socket cannot do what this asks of it.</exception>
    public static void ProxySteerable(ZSocket frontend, ZSocket backend, ZSocket control) => ProxySteerable(frontend, backend, null, control);

    /// <summary>The same, also steered: PAUSE, RESUME, TERMINATE, STATISTICS (zmq_proxy_steerable). libzmq 4.3.5 pauses on RESUME and goes on after PAUSE.</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other.</param>
    /// <param name="control">Receives the commands.</param>
    /// <param name="error">Null after TERMINATE; ETERM, or why it failed.</param>
    /// <returns>True after TERMINATE.</returns>
    public static bool ProxySteerable(ZSocket frontend, ZSocket backend, ZSocket control, out ZError error) =>
        ProxySteerable(frontend, backend, null, control, out error);

    /// <summary>The same, also steered: PAUSE, RESUME, TERMINATE, STATISTICS (zmq_proxy_steerable). libzmq 4.3.5 pauses on RESUME and goes on after PAUSE.</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other.</param>
    /// <param name="capture">Gets a copy of every message; may be null.</param>
    /// <param name="control">Receives the commands; may be null.</param>
    /// <exception cref="ZException">A socket cannot do what this asks of it.</exception>
    public static void ProxySteerable(ZSocket frontend, ZSocket backend, ZSocket capture, ZSocket control) =>
        ThrowUnlessTerminated(ProxySteerable(frontend, backend, capture, control, out ZError error), error);

    /// <summary>The same, also steered: PAUSE, RESUME, TERMINATE, STATISTICS (zmq_proxy_steerable). libzmq 4.3.5 pauses on RESUME and goes on after PAUSE.</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other.</param>
    /// <param name="capture">Gets a copy of every message; may be null.</param>
    /// <param name="control">Receives the commands; may be null.</param>
    /// <param name="error">Null after TERMINATE; ETERM, or why it failed.</param>
    /// <returns>True after TERMINATE.</returns>
    public static bool ProxySteerable(ZSocket frontend, ZSocket backend, ZSocket capture, ZSocket control, out ZError error) =>
        control is null
            ? Proxy(frontend, backend, capture, out error)
            : ZErrors.Try(() => ZmqProxy.RunSteerable(frontend.Native, backend.Native, control.Native, capture?.Native), out error)
                && NotTerminated(frontend, out error);

    private static void ThrowUnlessTerminated(bool worked, ZError error) => ZErrors.Throw(worked || error == ZError.ETERM, error);

    // A proxy that ended did so on command or because the context was shut down: then the socket says so too.
    private static bool NotTerminated(ZSocket socket, out ZError error) => ZErrors.Try(() => _ = socket.Native.Events, out error);
}
