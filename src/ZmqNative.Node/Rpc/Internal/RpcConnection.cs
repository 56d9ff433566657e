using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ZmqNative.Node.Rpc;

/// <summary>Sends calls to a node over HTTP, and turns every failure into one sentence.</summary>
/// <remarks>
/// Speaks JSON-RPC 1.0, which every version of Core understands. An error then has an HTTP status
/// such as 500, 404 or 400, and still a JSON object.
/// </remarks>
internal sealed class RpcConnection(Uri address, RpcCredentials credentials) : IDisposable
{
    // RPC_METHOD_NOT_FOUND.
    private const int MethodNotFound = -32601;
    private const string BrokenOff = "the answer broke off before its end";

    // A node closes connections that were idle for 30 s (-rpcservertimeout). Close them earlier, so
    // that no call uses one that is just closing.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    // Whoever answers otherwise afterwards has the node's place for some time only.
    private volatile bool _hasAnswered;

    private volatile string? _pending;

    /// <summary>Why the last call failed, or that there is no answer yet; null when it was answered.</summary>
    internal string? Pending => _pending;

    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Calls a method and reads its result. <paramref name="parameters"/> is the text between the
    /// brackets of <c>params</c>.
    /// </summary>
    public Task<T> CallAsync<T>(
        string method, string parameters, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        ExchangeAsync(
            method,
            Call(method, parameters, "\"zmqnative\""),
            answer => Result(method, answer, read),
            cancellationToken);

    /// <summary>
    /// Calls a method several times in one request. The result is null where the node answers with
    /// the code <paramref name="absent"/>.
    /// </summary>
    public Task<T?[]> CallEachAsync<T>(
        string method,
        IReadOnlyList<string> parameters,
        int absent,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken)
        where T : class
    {
        T?[] Results(JsonElement answers)
        {
            T?[] results = [.. answers.EnumerateArray()
                .OrderBy(answer => RpcResult.Member(answer, "id").GetInt32())
                .Select(answer => ErrorCode(answer) == absent ? null : Result(method, answer, read))];
            return results.Length == parameters.Count
                ? results
                : throw new JsonException($"{parameters.Count} answers were expected, not {results.Length}.");
        }
        string calls = string.Join(',', parameters.Select((each, id) => Call(method, each, $"{id}")));
        return ExchangeAsync(method, $"[{calls}]", Results, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static string Call(string method, string parameters, string id) =>
        $$"""{"jsonrpc":"1.0","id":{{id}},"method":"{{method}}","params":[{{parameters}}]}""";

    // An answer of JSON-RPC 2.0 has either a result or an error.
    private static int? ErrorCode(JsonElement answer) =>
        answer.TryGetProperty("error", out JsonElement error) && error.ValueKind != JsonValueKind.Null
            ? RpcResult.Member(error, "code").GetInt32()
            : null;

    private async Task<T> ExchangeAsync<T>(
        string method, string call, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(CallTimeout);
        _pending ??= $"{method} is not answered yet";
        try
        {
            (HttpStatusCode status, byte[] body) = await PostAsync(method, call, timeout.Token).ConfigureAwait(false);
            T result = Read(method, status, body, read);
            _pending = null;
            return result;
        }
        catch (OperationCanceledException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw timeout.IsCancellationRequested
                ? Unreachable(method, $"no answer within {CallTimeout.TotalSeconds:0.###} s", exception)
                : new ObjectDisposedException(typeof(NodeRpc).FullName, exception);
        }
        catch (HttpRequestException exception)
            when (exception.HttpRequestError is HttpRequestError.SecureConnectionError)
        {
            string reason = exception.GetBaseException().Message.TrimEnd('.');
            throw Stranger(
                method, $"no TLS is spoken there; a node's RPC has an address with http:// ({reason}).", exception);
        }
        catch (HttpRequestException exception)
            when (exception.HttpRequestError is HttpRequestError.ResponseEnded && address.Scheme == Uri.UriSchemeHttp)
        {
            throw Unreachable(
                method, "the connection ended without an answer, as where TLS is spoken (https://)", exception);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.InvalidResponse)
        {
            throw Stranger(method, $"what answered is not a node's RPC: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            // HttpClient lets a bare SocketException through where the connection is reset between
            // its connect and its look at the peer's address.
            throw Unreachable(method, exception.GetBaseException().Message, exception);
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(
        string method, string call, CancellationToken cancellationToken)
    {
        AuthenticationHeaderValue login = await LogInAsync(method, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, address)
            {
                Content = new StringContent(call, Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = login;
            using HttpResponseMessage response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                // The node was restarted after the cookie was read and before the call arrived.
                AuthenticationHeaderValue again = await LogInAsync(method, cancellationToken).ConfigureAwait(false);
                if (!again.Equals(login))
                {
                    login = again;
                    continue;
                }
            }
            try
            {
                return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(
                    cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                throw Unreachable(method, BrokenOff, exception);
            }
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
            throw Error(
                method,
                $"{credentials} cannot be read: " + (credentials.IsFolder
                    ? "it is a folder; name the file in it, such as .cookie." : exception.Message),
                unreachable: absent,
                inner: exception);
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
            case HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout:
                throw Unreachable(method, $"a proxy in front of it answered HTTP {(int)status}");
            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                throw Stranger(
                    method, $"what answered sends elsewhere (HTTP {(int)status}), which a node's RPC does not.");
        }
        bool isAnswer = false; // Of a node's RPC, whatever its result is: it would be the same again.
        try
        {
            using JsonDocument answer = Parse(method, body);
            isAnswer = answer.RootElement.ValueKind == JsonValueKind.Array
                || answer.RootElement.TryGetProperty("result", out _);
            return read(answer.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw Stranger(
                method,
                $"what answered (HTTP {(int)status}) is not a node's RPC: "
                + (exception is InvalidOperationException
                    ? $"it is JSON, but not an answer: '{Beginning(body)}'." : exception.Message),
                exception,
                isAnswer);
        }
    }

    private JsonDocument Parse(string method, byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            string beginning = Beginning(body);
            if (beginning.Length > 0 && IsBeginningOfJson(body))
            {
                throw Unreachable(method, BrokenOff, exception);
            }
            throw new JsonException(
                beginning.Length == 0 ? "the answer is empty." : $"the answer begins with '{beginning}'.", exception);
        }
    }

    private static bool IsBeginningOfJson(byte[] body)
    {
        Utf8JsonReader reader = new(body, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Beginning(byte[] body)
    {
        const int Shown = 120;
        string text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(Shown, body.Length)));
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new string([.. line.Where(each => !char.IsControl(each))]);
    }

    private T Result<T>(string method, JsonElement answer, Func<JsonElement, T> read)
    {
        int? code = ErrorCode(answer);
        T? result = code is null ? read(RpcResult.Member(answer, "result")) : default;
        _hasAnswered = true;
        return code is null
            ? result!
            : throw Error(
                method,
                (code == MethodNotFound && method == NodeRpc.GetNotifications
                    ? "the node was built without ZMQ and publishes nothing"
                    : RpcResult.Text(RpcResult.Member(answer, "error"), "message").TrimEnd('.')) + $" ({code}).",
                code);
    }

    private RpcException Unreachable(string method, string reason, Exception? inner = null) =>
        Error(method, $"the node cannot be reached: {reason.TrimEnd('.')}.", unreachable: true, inner: inner);

    private RpcException Stranger(string method, string reason, Exception? inner = null, bool isAnswer = false) =>
        Error(method, reason, unreachable: _hasAnswered && !isAnswer, stranger: true, inner: inner);

    private RpcException Error(
        string method, string reason, int? code = null, bool unreachable = false, bool stranger = false,
        Exception? inner = null)
    {
        RpcException error = new(
            $"{method} at {address.GetLeftPart(UriPartial.Authority)}: {reason}", code, unreachable, inner)
        {
            Reason = reason,
            IsStranger = stranger,
        };
        _pending = error.IsUnreachable || error.IsWarmingUp ? error.Message.TrimEnd('.') : null;
        return error;
    }
}
