using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ZmqNative.Node.Rpc;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>Plays a node's RPC over real HTTP, for what a real node cannot be made to do at the right moment: one call after the other, each on a connection of its own.</summary>
internal sealed class FollowServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, JsonArray, JsonNode> _answer;

    /// <summary>Serves until disposed of.</summary>
    /// <param name="answer">Is given method and parameters; returns the result, or throws <see cref="FollowRefusal"/>.</param>
    internal FollowServer(Func<string, JsonArray, JsonNode> answer)
    {
        _answer = answer;
        _listener.Start();
        Rpc = new NodeRpc(new Uri($"http://{_listener.LocalEndpoint}"), RpcCredentials.Password("user", "password")) { CallTimeout = FakePublisher.Deadline };
        _ = Task.Run(Serve);
    }

    internal NodeRpc Rpc { get; }

    public void Dispose()
    {
        _listener.Dispose();
        Rpc.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                StringBuilder call = new();
                byte[] buffer = new byte[4096];
                // The body is an object, and comes last.
                do
                {
                    call.Append(Encoding.UTF8.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer)));
                }
                while (call.Length > 0 && call[^1] != '}');
                if (call.Length > 0)
                {
                    string text = call.ToString();
                    await client.GetStream().WriteAsync(Answer(JsonNode.Parse(text[text.IndexOf('{')..])!));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
        }
    }

    private byte[] Answer(JsonNode call)
    {
        JsonObject answer = new() { ["result"] = null, ["error"] = null };
        try
        {
            answer["result"] = _answer(call["method"]!.GetValue<string>(), call["params"]!.AsArray());
        }
        catch (FollowRefusal refusal)
        {
            answer["error"] = new JsonObject { ["code"] = refusal.Code, ["message"] = "No" };
        }
        string body = answer.ToJsonString();
        return Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
    }
}
