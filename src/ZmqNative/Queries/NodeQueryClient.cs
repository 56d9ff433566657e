using System.Text.Json;
using Microsoft.Extensions.Logging;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Queries;

/// <summary>
/// Asks a node over ZeroMQ (REQ, by docs/history-protocol.md). A server that does not answer in time
/// is asked again by a new socket, then the next server (the Guide's lazy pirate). Any thread may
/// call; queries go out one at a time.
/// </summary>
/// <remarks>
/// A query fails with <see cref="TimeoutException"/> when no server has answered, and with
/// <see cref="NodeQueryException"/> when one has refused it.
/// </remarks>
public sealed class NodeQueryClient : INodeQueries, IDisposable
{
    private readonly NodeQueryClientOptions _options;
    private readonly string[] _servers;
    private readonly ZmqContext _context = new();
    private readonly ClientSecurity? _security;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly QueryCalls _calls;
    private ZmqSocket? _socket;
    private int _server;

    /// <summary>Creates a client. It connects with the first query.</summary>
    /// <param name="options">Read once.</param>
    /// <param name="loggerFactory">
    /// Warns of a secret file that others can read, and of PLAIN beyond loopback.
    /// </param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="InvalidDataException">
    /// The certificate or the login is none, or others can read the login.
    /// </exception>
    /// <exception cref="IOException">The certificate or the login cannot be read.</exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    public NodeQueryClient(NodeQueryClientOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _servers = [.. options.Addresses];
        _calls = new QueryCalls(AskAsync);
        _security = ClientSecurity.Create(
            options.CurveServerKey, options.CurveCertificate, options.PlainLogin, _servers, loggerFactory);
    }

    /// <inheritdoc/>
    public Task<BlockIndex> GetTipAsync(CancellationToken cancellationToken = default) =>
        _calls.GetTipAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<Hash256?> FindBlockHashAsync(int height, CancellationToken cancellationToken = default) =>
        _calls.FindBlockHashAsync(height, cancellationToken);

    /// <inheritdoc/>
    public Task<NodeBlock?> FindHeaderAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        _calls.FindHeaderAsync(hash, cancellationToken);

    /// <inheritdoc/>
    public Task<NodeBlock?> FindBlockAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        _calls.FindBlockAsync(hash, cancellationToken);

    /// <inheritdoc/>
    public Task<TransactionStatus> GetTransactionStatusAsync(
        Hash256 id, CancellationToken cancellationToken = default) =>
        _calls.GetTransactionStatusAsync(id, cancellationToken);

    /// <summary>Ends a query that waits with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _socket?.Dispose();
        _context.Dispose();
        _security?.Dispose();
        _turn.Dispose();
    }

    private async Task<(JsonDocument Header, byte[] Body)> AskAsync(
        string what, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        byte[] request = QueryProtocol.Request(what, write);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string reason = "";
            for (int attempt = 0; attempt < _options.Attempts * _servers.Length; attempt++)
            {
                if (await TryAskAsync(request, cancellationToken).ConfigureAwait(false) is { } answer)
                {
                    if (!QueryProtocol.IsTemporary(answer.Header.RootElement, out reason))
                    {
                        return answer;
                    }
                    answer.Header.Dispose();
                }
                else
                {
                    reason = $"no answer within {_options.Timeout.TotalSeconds:0.###} s";
                }
                reason = $"{_servers[_server]}: {reason.TrimEnd('.')}";
                Disconnect();
                _server = (_server + 1) % _servers.Length;
            }
            throw new TimeoutException(
                $"No server has answered '{what}' in {_options.Attempts} attempts each; the last, {reason}.");
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    /// <returns>Null when no answer came in time.</returns>
    private async Task<(JsonDocument Header, byte[] Body)?> TryAskAsync(
        byte[] request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(_options.Timeout);
        List<ZmqMessage> parts = [];
        try
        {
            _socket ??= Connect();
            if (!_socket.Send(request, more: false, wait: false, out _))
            {
                return null;
            }
            int count = await _socket.ReceiveAsync(parts, late.Token).ConfigureAwait(false);
            if (QueryProtocol.Parse(parts[0].ToArray()) is { } header)
            {
                return (header, count > 1 ? parts[1].ToArray() : []);
            }
            Disconnect();
            throw QueryProtocol.Foreign(null);
        }
        catch (OperationCanceledException)
        {
            // A REQ that has no reply can send nothing else.
            Disconnect();
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
        finally
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    private ZmqSocket Connect()
    {
        ZmqSocket socket = new(_context, ZmqSocketType.Request)
        {
            Linger = 0,
            MaxMessageSize = _options.MaxAnswerLength,
            IPv6 = ZmqAddress.IsIPv6(_servers[_server]),
        };
        try
        {
            _security?.Prepare(socket);
            socket.Connect(ZmqAddress.Translate(_servers[_server]));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Disconnect()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
