using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ZmqNative.NodeTests;

/// <summary>The tests' own way to a node's RPC, any method; shares no code with what is tested.</summary>
internal sealed class RegtestCalls(int port, string cookieFile) : IDisposable
{
    // A connection for each call: none is left over from before a restart.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = RegtestNode.Deadline };

    /// <summary>Returns the result; an error of the node is an <see cref="InvalidOperationException"/> with its words.</summary>
    internal JsonNode Call(string method, params JsonNode[] parameters)
    {
        JsonObject call = new() { ["method"] = method, ["params"] = new JsonArray(parameters) };
        using HttpRequestMessage request = new(HttpMethod.Post, $"http://127.0.0.1:{port}/") { Content = new StringContent(call.ToJsonString()) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(File.ReadAllText(cookieFile))));
        using HttpResponseMessage response = _http.Send(request);
        using StreamReader body = new(response.Content.ReadAsStream());
        JsonNode answer = JsonNode.Parse(body.ReadToEnd())!;
        return answer["error"] is { } error
            ? throw new InvalidOperationException($"{method}: {error["message"]} ({error["code"]})")
            : answer["result"] ?? new JsonObject();
    }

    public void Dispose() => _http.Dispose();
}
