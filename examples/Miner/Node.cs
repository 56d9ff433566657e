using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Miner;

/// <summary>The two calls of a node's RPC that mining needs.</summary>
internal sealed class Node : IDisposable
{
    private static readonly string[] s_rules = ["segwit"];

    private readonly HttpClient _http;

    internal Node(string address, string cookieFile)
    {
        string login = Convert.ToBase64String(Encoding.UTF8.GetBytes(File.ReadAllText(cookieFile).Trim()));
        _http = new HttpClient { BaseAddress = new Uri(address) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", login);
    }

    internal async Task<JsonElement> GetTemplateAsync() =>
        await CallAsync("getblocktemplate", new { rules = s_rules });

    /// <returns>Nothing, or why the node refuses the block.</returns>
    internal async Task<string> SubmitAsync(byte[] block) =>
        $"{await CallAsync("submitblock", Convert.ToHexStringLower(block))}";

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> CallAsync(string method, object parameter)
    {
        using HttpResponseMessage response =
            await _http.PostAsJsonAsync("/", new { method, @params = new[] { parameter } });
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.GetProperty("error").ValueKind == JsonValueKind.Null
            ? answer.GetProperty("result")
            : throw new InvalidOperationException($"{method}: {answer.GetProperty("error")}");
    }
}
