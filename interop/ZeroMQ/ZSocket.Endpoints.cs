using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Binds the socket to an endpoint, at which it listens (zmq_bind).</summary>
    /// <param name="endpoint">
    /// The endpoint, as zmq_bind accepts it: tcp://*:5555, tcp://127.0.0.1:*, ipc:///path,
    /// inproc://name.
    /// </param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or white space.</exception>
    /// <exception cref="ZException">
    /// EADDRINUSE: another socket is bound to the endpoint; EADDRNOTAVAIL: this machine does not
    /// have the address; EINVAL, EPROTONOSUPPORT: the endpoint is not valid; ETERM: the context was
    /// shut down.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Bind(string endpoint) => ZErrors.Throw(Bind(endpoint, out ZError error), error, endpoint);

    /// <summary>Binds the socket to an endpoint, at which it listens (zmq_bind).</summary>
    /// <param name="endpoint">
    /// The endpoint, as zmq_bind accepts it: tcp://*:5555, tcp://127.0.0.1:*, ipc:///path,
    /// inproc://name.
    /// </param>
    /// <param name="error">
    /// Null on success; EADDRINUSE: another socket is bound to the endpoint; EADDRNOTAVAIL: this
    /// machine does not have the address; EINVAL, EPROTONOSUPPORT: the endpoint is not valid;
    /// ETERM: the context was shut down.
    /// </param>
    /// <returns>Whether it succeeded.</returns>
    /// <exception cref="ArgumentException">The endpoint is null, empty or white space.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool Bind(string endpoint, out ZError error) =>
        Use(endpoint, static (socket, text) => socket.Bind(text), out error);

    /// <summary>
    /// Connects the socket to an endpoint (zmq_connect). It returns immediately; the connection is
    /// made as soon as a peer listens there.
    /// </summary>
    /// <param name="endpoint">The endpoint, as zmq_connect accepts it.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or white space.</exception>
    /// <exception cref="ZException">
    /// EINVAL, EPROTONOSUPPORT: the endpoint is not valid; ETERM: the context was shut down.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Connect(string endpoint) => ZErrors.Throw(Connect(endpoint, out ZError error), error, endpoint);

    /// <summary>
    /// Connects the socket to an endpoint (zmq_connect). It returns immediately; the connection is
    /// made as soon as a peer listens there.
    /// </summary>
    /// <param name="endpoint">The endpoint, as zmq_connect accepts it.</param>
    /// <param name="error">
    /// Null on success; EINVAL, EPROTONOSUPPORT: the endpoint is not valid; ETERM: the context was
    /// shut down.
    /// </param>
    /// <returns>Whether it succeeded.</returns>
    /// <exception cref="ArgumentException">The endpoint is null, empty or white space.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool Connect(string endpoint, out ZError error) =>
        Use(endpoint, static (socket, text) => socket.Connect(text), out error);

    /// <summary>Ends a bind (zmq_unbind).</summary>
    /// <param name="endpoint">
    /// The endpoint, as <see cref="LastEndpoint"/> was after the bind.
    /// </param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or white space.</exception>
    /// <exception cref="ZException">
    /// ENOENT: the socket is not bound to the endpoint; ETERM: the context was shut down.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Unbind(string endpoint) => ZErrors.Throw(Unbind(endpoint, out ZError error), error, endpoint);

    /// <summary>Ends a bind (zmq_unbind).</summary>
    /// <param name="endpoint">
    /// The endpoint, as <see cref="LastEndpoint"/> was after the bind.
    /// </param>
    /// <param name="error">
    /// Null on success; ENOENT: the socket is not bound to the endpoint; ETERM: the context was
    /// shut down.
    /// </param>
    /// <returns>Whether it succeeded.</returns>
    /// <exception cref="ArgumentException">The endpoint is null, empty or white space.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool Unbind(string endpoint, out ZError error) =>
        Use(endpoint, static (socket, text) => socket.Unbind(text), out error);

    /// <summary>Ends a connect (zmq_disconnect).</summary>
    /// <param name="endpoint">The endpoint, as it was given to the connect.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or white space.</exception>
    /// <exception cref="ZException">
    /// ENOENT: the socket is not connected to the endpoint; ETERM: the context was shut down.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Disconnect(string endpoint) => ZErrors.Throw(Disconnect(endpoint, out ZError error), error, endpoint);

    /// <summary>Ends a connect (zmq_disconnect).</summary>
    /// <param name="endpoint">The endpoint, as it was given to the connect.</param>
    /// <param name="error">
    /// Null on success; ENOENT: the socket is not connected to the endpoint; ETERM: the context was
    /// shut down.
    /// </param>
    /// <returns>Whether it succeeded.</returns>
    /// <exception cref="ArgumentException">The endpoint is null, empty or white space.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool Disconnect(string endpoint, out ZError error) =>
        Use(endpoint, static (socket, text) => socket.Disconnect(text), out error);

    private bool Use(string endpoint, Action<ZmqSocket, string> call, out ZError error)
    {
        ZmqSocket native = Native;
        if (string.IsNullOrWhiteSpace(endpoint))
        {
            throw new ArgumentException(
                "IsNullOrWhiteSpace: the endpoint is null, empty or white space.", nameof(endpoint));
        }
        return ZErrors.Try(() => call(native, endpoint), out error);
    }
}
