using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ZmqNative.Rpc;

/// <summary>Carries calls to a node and back, and says clearly what went wrong.</summary>
/// <remarks>
/// Asks as JSON-RPC 1.0, which every version of Core understands: an error then comes with an HTTP status such as 500, 404 or 400 and
/// a JSON object all the same.
/// </remarks>
internal sealed class RpcConnection(Uri address, RpcCredentials credentials) : IDisposable
{
    // A node closes what was idle for 30 s (-rpcservertimeout): give connections up before, or a call may meet one that is just closing.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls a method with what stands between the brackets of <c>params</c>, and reads its result.</summary>
    public async Task<T> CallAsync<T>(string method, string parameters, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(CallTimeout);
        try
        {
            (HttpStatusCode status, byte[] body) = await PostAsync(method, parameters, timeout.Token).ConfigureAwait(false);
            return Read(method, status, body, read);
        }
        catch (OperationCanceledException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw timeout.IsCancellationRequested
                ? Unreachable(method, $"no answer within {CallTimeout.TotalSeconds:0.###} s", exception)
                : new ObjectDisposedException(typeof(NodeRpc).FullName, exception);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.InvalidResponse)
        {
            throw Error(method, $"what answered is not a node's RPC: {exception.Message}", inner: exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Unreachable(method, exception.GetBaseException().Message, exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(string method, string parameters, CancellationToken cancellationToken)
    {
        string call = $$"""{"jsonrpc":"1.0","id":"zmqnative","method":"{{method}}","params":[{{parameters}}]}""";
        AuthenticationHeaderValue login = await LogInAsync(method, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new StringContent(call, Encoding.UTF8, "application/json") };
            request.Headers.Authorization = login;
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                // The node was restarted between our reading the cookie and its reading the call.
                AuthenticationHeaderValue again = await LogInAsync(method, cancellationToken).ConfigureAwait(false);
                if (!again.Equals(login))
                {
                    login = again;
                    continue;
                }
            }
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<AuthenticationHeaderValue> LogInAsync(string method, CancellationToken cancellationToken)
    {
        try
        {
            return await credentials.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            bool absent = exception is FileNotFoundException or DirectoryNotFoundException;
            throw Error(method, $"{credentials} cannot be read: {exception.Message}", unreachable: absent, inner: exception);
        }
    }

    private T Read<T>(string method, HttpStatusCode status, byte[] body, Func<JsonElement, T> read)
    {
        switch (status)
        {
            case HttpStatusCode.Unauthorized:
                throw Error(method, $"the node does not accept {credentials}.");
            case HttpStatusCode.Forbidden:
                throw Error(method, $"the node forbids it to {credentials} from here (-rpcwhitelist, -rpcallowip).");
            case HttpStatusCode.ServiceUnavailable:
                throw Unreachable(method, "the node has too much to do (HTTP 503)");
        }
        try
        {
            using JsonDocument answer = JsonDocument.Parse(body);
            JsonElement error = RpcResult.Member(answer.RootElement, "error");
            return error.ValueKind == JsonValueKind.Null
                ? read(RpcResult.Member(answer.RootElement, "result"))
                : throw Refused(method, RpcResult.Text(error, "message"), RpcResult.Member(error, "code").GetInt32());
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw Error(method, $"what answered (HTTP {(int)status}) is not a node's RPC: {exception.Message}", inner: exception);
        }
    }

    private RpcException Refused(string method, string message, int code) => Error(method, $"{message.TrimEnd('.')} ({code}).", code);

    private RpcException Unreachable(string method, string reason, Exception? inner = null) =>
        Error(method, $"the node cannot be reached: {reason.TrimEnd('.')}.", unreachable: true, inner: inner);

    private RpcException Error(string method, string reason, int? code = null, bool unreachable = false, Exception? inner = null) =>
        new($"{method} at {address.GetLeftPart(UriPartial.Authority)}: {reason}", code, unreachable, inner);
}
