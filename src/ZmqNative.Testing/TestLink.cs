using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Testing;

/// <summary>
/// A network link between a subscriber and a publisher, either <see cref="TestPublisher"/> or a
/// real node. Connect the subscriber to <see cref="Address"/>. It forwards TCP in both directions
/// until a test cuts or pauses it.
/// </summary>
/// <remarks>
/// To lose exactly what is published during an outage: <see cref="Pause"/>, <see cref="Cut"/>,
/// <see cref="TestPublisher.WaitForNoSubscriber"/>, publish, <see cref="Resume"/>,
/// <see cref="TestPublisher.WaitForSubscriber"/>. All members may be called from any thread.
/// </remarks>
public sealed class TestLink : IDisposable
{
    private readonly Uri _target;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Lock _gate = new();
    private readonly List<LinkConnection> _connections = [];
    private TaskCompletionSource _open = new();
    private bool _disposed;

    /// <summary>Begins to forward.</summary>
    /// <param name="target">
    /// The publisher: <see cref="TestPublisher.Address"/> or any <c>tcp://host:port</c>. It need
    /// not be bound yet.
    /// </param>
    /// <exception cref="ArgumentException">Not such an address.</exception>
    public TestLink(string target)
    {
        if (!Uri.TryCreate(target, UriKind.Absolute, out Uri? uri)
            || uri.Scheme != "tcp"
            || uri.Host.Length == 0
            || uri.Port <= 0)
        {
            throw new ArgumentException($"A link leads to tcp://host:port, not to '{target}'.", nameof(target));
        }
        _target = uri;
        _open.SetResult();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = $"tcp://{_listener.LocalEndPoint}";
        _ = AcceptAsync();
    }

    /// <summary>Where the subscriber connects to: <c>tcp://127.0.0.1:41235</c>.</summary>
    public string Address { get; }

    /// <summary>
    /// Connections stay open, but nothing sent from now on arrives in either direction, including
    /// heartbeats. Neither end notices that the other closes. New connections are accepted and get
    /// no answer, as from a process that hangs.
    /// </summary>
    public void Pause()
    {
        lock (_gate)
        {
            if (_open.Task.IsCompleted && !_disposed)
            {
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>
    /// Ends a pause. Bytes sent meanwhile arrive, unless their connection was cut.
    /// </summary>
    public void Resume()
    {
        lock (_gate)
        {
            _ = _open.TrySetResult();
        }
    }

    /// <summary>
    /// Closes every connection, which both ends notice, also during a pause. Bytes on their way are
    /// lost. New connections are possible immediately.
    /// </summary>
    public void Cut()
    {
        lock (_gate)
        {
            _connections.ForEach(connection => connection.Dispose());
            _connections.Clear();
        }
    }

    /// <summary>Closes every connection, and takes no more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _listener.Dispose();
            Cut();
            Resume();
        }
    }

    /// <summary>
    /// Completes when the link is not paused. Await it after receiving and before forwarding, so
    /// that nothing sent during a pause is forwarded.
    /// </summary>
    internal Task Open
    {
        get
        {
            lock (_gate)
            {
                return _open.Task;
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Add(await _listener.AcceptAsync().ConfigureAwait(false));
            }
            catch (SocketException) when (!_disposed)
            {
                // Who wanted to connect has gone again.
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Add(Socket accepted)
    {
        LinkConnection connection = new(this, accepted);
        lock (_gate)
        {
            if (_disposed)
            {
                connection.Dispose();
                return;
            }
            _connections.RemoveAll(other => other.IsClosed);
            _connections.Add(connection);
        }
        _ = connection.RunAsync(_target);
    }
}
