using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>Connects to the address of a publisher without libzmq, to learn why it fails.</summary>
internal static class PeerAddress
{
    private const string Tcp = "tcp://";
    private const string Ipc = "ipc://";
    private const string Loopback = "localhost";

    // The path of a unix socket, with its terminator, has 108 bytes on Linux.
    private const int LongestPath = 103;

    // No resolver is needed for it (RFC 6761), nor a thread that waits for one.
    private static readonly IPAddress[] s_loopback = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    // How long the answer of loopback may take on a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Whether the endpoint is one that can be reached without libzmq. The others, and those that
    /// are malformed, are left to it.
    /// </summary>
    internal static bool CanProbe(string endpoint) =>
        endpoint.StartsWith(Ipc, StringComparison.Ordinal)
            ? !OperatingSystem.IsWindows() && endpoint.Length - Ipc.Length is > 0 and <= LongestPath
            : TrySplit(endpoint, out _, out _);

    /// <summary>Whether nobody but this machine has to do with an attempt to connect.</summary>
    internal static bool IsOnThisMachine(string endpoint) =>
        endpoint.StartsWith(Ipc, StringComparison.Ordinal)
        || (TrySplit(endpoint, out string host, out _)
            && (host == Loopback
                || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address))));

    /// <summary>
    /// The longest back-off at an address that refuses. On this machine it is the first, because a
    /// node publishes its first block some 100 ms after it binds.
    /// </summary>
    internal static TimeSpan LongestBackoff(string source, NotificationSubscriberOptions options) =>
        IsOnThisMachine(SubscriberAddress.ToEndpoint(source))
            ? options.ReconnectInterval : options.MaxReconnectInterval;

    /// <summary>Connects, without a thread that waits.</summary>
    /// <param name="endpoint">One that <see cref="CanProbe"/> accepts.</param>
    /// <param name="timeout">The longest time for each of a name's addresses.</param>
    /// <param name="progress">Called with what is awaited.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The connected socket; or null, and the reason why there is none.</returns>
    internal static Task<(Socket? Socket, string Reason)> ConnectAsync(
        string endpoint, TimeSpan timeout, Action<string> progress, CancellationToken cancellationToken) =>
        endpoint.StartsWith(Ipc, StringComparison.Ordinal)
            ? ConnectUnixAsync(endpoint[Ipc.Length..], timeout, cancellationToken)
            : ConnectTcpAsync(endpoint, timeout, progress, cancellationToken);

    private static async Task<(Socket? Socket, string Reason)> ConnectUnixAsync(
        string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        UnixDomainSocketEndPoint target = new(path.StartsWith('@') ? $"\0{path[1..]}" : path);
        (Socket? socket, SocketError error) = await TryConnectAsync(
            target, ProtocolType.Unspecified, timeout, cancellationToken).ConfigureAwait(false);
        return (socket, error switch
        {
            SocketError.AccessDenied => $"there is no permission to connect to {path}",
            SocketError.ConnectionRefused => $"the connection is refused: nobody listens at {path} any more",
            SocketError.WouldBlock => $"nobody accepts connections at {path}: the publisher is frozen, or busy",
            _ when !path.StartsWith('@') && !File.Exists(path) => $"there is no socket {path}",
            _ => $"the connection to {path} failed: {Describe(error)}",
        });
    }

    private static async Task<(Socket? Socket, string Reason)> ConnectTcpAsync(
        string endpoint, TimeSpan timeout, Action<string> progress, CancellationToken cancellationToken)
    {
        _ = TrySplit(endpoint, out string host, out long number);

        // libzmq keeps the lower 16 bits.
        ushort port = unchecked((ushort)number);
        string beyond = number == port ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"; {number} is no port, and libzmq takes {port} for it");
        progress($"the name '{host}' is not resolved yet");
        IPAddress[] addresses;
        try
        {
            addresses = host == Loopback ? s_loopback
                : await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            return (null, $"the name '{host}' was not found ({exception.Message})");
        }
        string? reason = null;
        foreach (IPAddress address in addresses)
        {
            IPEndPoint target = new(address, port);
            string silence =
                $"nobody answers at {target}: the machine is down, or a firewall drops the packets{beyond}";
            progress(silence);
            (Socket? socket, SocketError error) = await TryConnectAsync(
                target, ProtocolType.Tcp, timeout, cancellationToken).ConfigureAwait(false);
            if (socket is not null)
            {
                return (socket, string.Empty);
            }
            reason ??= error switch
            {
                SocketError.ConnectionRefused => $"the connection is refused: nobody listens at {target}{beyond}",
                SocketError.TimedOut or SocketError.OperationAborted => silence,
                _ => $"the connection to {target} failed: {Describe(error)}{beyond}",
            };
        }
        return (null, reason ?? $"the name '{host}' has no address");
    }

    private static async Task<(Socket? Socket, SocketError Error)> TryConnectAsync(
        EndPoint target, ProtocolType protocol, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        SocketError? error;
        try
        {
            socket = Open(target, protocol);
            error = null;
            if (target is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address))
            {
                error = ConnectImmediately(socket, target);
                if (error is null)
                {
                    socket.Dispose();
                    socket = Open(target, protocol);
                }
            }
            error ??= await ConnectAsync(socket, target, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            error = exception.SocketErrorCode;
        }
        if (error == SocketError.Success)
        {
            return (socket, SocketError.Success);
        }
        socket?.Dispose();
        return (null, error.Value);
    }

    private static Socket Open(EndPoint target, ProtocolType protocol)
    {
        Socket socket = new(target.AddressFamily, SocketType.Stream, protocol);
        if (protocol == ProtocolType.Tcp)
        {
            socket.NoDelay = true;
        }
        return socket;
    }

    // Loopback answers while connect is being called. The completion of an asynchronous call would
    // wake a thread of the pool, which looks for more work for longer than the attempt takes.
    private static SocketError? ConnectImmediately(Socket socket, EndPoint target)
    {
        try
        {
            socket.Blocking = false;
            socket.Connect(target);
        }
        catch (SocketException exception)
            when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            if (!socket.Poll(s_patience, SelectMode.SelectWrite) && !socket.Poll(TimeSpan.Zero, SelectMode.SelectError))
            {
                return null;
            }
            if ((int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! is not 0 and int error)
            {
                return new SocketException(error).SocketErrorCode;
            }
        }
        socket.Blocking = true;
        return SocketError.Success;
    }

    private static async Task<SocketError> ConnectAsync(
        Socket socket, EndPoint target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using SocketAsyncEventArgs attempt = new() { RemoteEndPoint = target };
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        attempt.Completed += (_, _) => end.SetResult();
        if (socket.ConnectAsync(attempt))
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using CancellationTokenRegistration cancel = limit.Token.Register(
                () => Socket.CancelConnectAsync(attempt));
            limit.CancelAfter(timeout);
            await end.Task.ConfigureAwait(false);
        }
        return attempt.SocketError;
    }

    private static string Describe(SocketError error) => new SocketException((int)error).Message;

    // tcp://host:port, where the host is a name, an address, or one in brackets. libzmq's form with
    // a source address is left to it.
    private static bool TrySplit(string endpoint, out string host, out long port)
    {
        (host, port) = (string.Empty, 0);
        int colon = endpoint.LastIndexOf(':');
        if (!endpoint.StartsWith(Tcp, StringComparison.Ordinal)
            || colon <= Tcp.Length
            || !long.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            || port == 0)
        {
            return false;
        }
        host = endpoint[Tcp.Length..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        host = isBracketed ? host[1..^1] : host;
        return host.Length > 0 && host.IndexOfAny([';', '[', ']', '*', '/', ' ']) < 0
            && (isBracketed || !host.Contains(':', StringComparison.Ordinal));
    }
}
