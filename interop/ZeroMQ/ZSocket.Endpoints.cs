using ZmqNative.Interop;

namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Listens on an endpoint (zmq_bind).</summary>
    /// <param name="endpoint">As zmq_bind takes it: tcp://*:5555, tcp://127.0.0.1:*, ipc:///path, inproc://name.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="ZException">EADDRINUSE, EADDRNOTAVAIL, EINVAL, EPROTONOSUPPORT; ETERM: the context was shut down.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Bind(string endpoint) => ZErrors.Throw(Bind(endpoint, out ZError error), error, endpoint);

    /// <summary>Listens on an endpoint (zmq_bind).</summary>
    /// <param name="endpoint">As zmq_bind takes it: tcp://*:5555, tcp://127.0.0.1:*, ipc:///path, inproc://name.</param>
    /// <param name="error">Null, or why it failed: EADDRINUSE, EADDRNOTAVAIL, EINVAL, EPROTONOSUPPORT; ETERM: the context was shut down.</param>
    /// <returns>Whether it worked.</returns>
    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool Bind(string endpoint, out ZError error) => Use(endpoint, static (socket, text) => socket.Bind(text), out error);

    /// <summary>Connects to an endpoint, now or when it appears (zmq_connect).</summary>
    /// <param name="endpoint">As zmq_connect takes it.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="ZException">EINVAL, EPROTONOSUPPORT; ETERM: the context was shut down.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Connect(string endpoint) => ZErrors.Throw(Connect(endpoint, out ZError error), error, endpoint);

    /// <summary>Connects to an endpoint, now or when it appears (zmq_connect).</summary>
    /// <param name="endpoint">As zmq_connect takes it.</param>
    /// <param name="error">Null, or why it failed: EINVAL, EPROTONOSUPPORT; ETERM: the context was shut down.</param>
    /// <returns>Whether it worked.</returns>
    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool Connect(string endpoint, out ZError error) => Use(endpoint, static (socket, text) => socket.Connect(text), out error);

    /// <summary>Stops listening on an endpoint (zmq_unbind).</summary>
    /// <param name="endpoint">As <see cref="LastEndpoint"/> told it after the bind.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="ZException">ENOENT: it is not bound; ETERM: the context was shut down.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Unbind(string endpoint) => ZErrors.Throw(Unbind(endpoint, out ZError error), error, endpoint);

    /// <summary>Stops listening on an endpoint (zmq_unbind).</summary>
    /// <param name="endpoint">As <see cref="LastEndpoint"/> told it after the bind.</param>
    /// <param name="error">Null, or why it failed: ENOENT: it is not bound; ETERM: the context was shut down.</param>
    /// <returns>Whether it worked.</returns>
    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool Unbind(string endpoint, out ZError error) => Use(endpoint, static (socket, text) => socket.Unbind(text), out error);

    /// <summary>Takes a connect back (zmq_disconnect).</summary>
    /// <param name="endpoint">As it was connected.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="ZException">ENOENT: it is not connected; ETERM: the context was shut down.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Disconnect(string endpoint) => ZErrors.Throw(Disconnect(endpoint, out ZError error), error, endpoint);

    /// <summary>Takes a connect back (zmq_disconnect).</summary>
    /// <param name="endpoint">As it was connected.</param>
    /// <param name="error">Null, or why it failed: ENOENT: it is not connected; ETERM: the context was shut down.</param>
    /// <returns>Whether it worked.</returns>
    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool Disconnect(string endpoint, out ZError error) => Use(endpoint, static (socket, text) => socket.Disconnect(text), out error);

    private bool Use(string endpoint, Action<ZmqSocket, string> call, out ZError error)
    {
        ZmqSocket native = Native;
        if (string.IsNullOrWhiteSpace(endpoint))
        {
            throw new ArgumentException("IsNullOrWhiteSpace", nameof(endpoint));
        }
        return ZErrors.Try(() => call(native, endpoint), out error);
    }
}
