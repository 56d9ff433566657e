using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ZmqNative.Benchmarks;

/// <summary>A bitcoind on regtest that publishes all topics without a high water mark.</summary>
internal sealed class RelayStormNode : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly HttpClient _http = new() { Timeout = s_deadline };
    private readonly Process _process;
    private string _invalid = string.Empty;

    internal RelayStormNode(string program, string address)
    {
        Rpc = RelayRestartCost.FreeAddress().Replace("tcp:", "http:", StringComparison.Ordinal);
        IEnumerable<string> topics = HourTraffic.Topics.SelectMany(topic => (string[])[$"-zmqpub{topic}={address}", $"-zmqpub{topic}hwm=0"]);
        ProcessStartInfo start = new(
            program, ["-regtest", $"-datadir={_folder}", $"-rpcport={new Uri(Rpc).Port}", "-listen=0", "-connect=0", "-disablewallet=1", "-printtoconsole=0", .. topics]);
        _process = Process.Start(start)!;
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                _ = Call("getblockcount");
                return;
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidOperationException && Stopwatch.GetElapsedTime(begun) < s_deadline)
            {
                // It is starting.
                Thread.Sleep(100);
            }
        }
    }

    /// <summary>Where its RPC is.</summary>
    internal string Rpc { get; }

    internal string CookieFile => Path.Combine(_folder, "regtest", ".cookie");

    /// <summary>Generates blocks that anyone can spend.</summary>
    /// <returns>The last one's hash as it is published.</returns>
    internal byte[] Generate(int count) => Convert.FromHexString(Call("generatetodescriptor", $"{count},\"raw(51)#8lvh9jxk\"").EnumerateArray().Last().GetString()!);

    /// <summary>Disconnects the newest blocks.</summary>
    /// <returns>The tip before, as it is published.</returns>
    internal byte[] Invalidate(int count)
    {
        int height = Call("getblockcount").GetInt32();
        string tip = Call("getbestblockhash").GetString()!;
        _invalid = Call("getblockhash", $"{height - count + 1}").GetString()!;
        _ = Call("invalidateblock", $"\"{_invalid}\"");
        return Convert.FromHexString(tip);
    }

    /// <summary>Connects them again.</summary>
    internal void Reconsider() => _ = Call("reconsiderblock", $"\"{_invalid}\"");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private JsonElement Call(string method, string parameters = "")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Rpc)
        {
            Content = new StringContent($$"""{"id":1,"method":"{{method}}","params":[{{parameters}}]}"""),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(File.ReadAllText(CookieFile))));
        using HttpResponseMessage response = _http.Send(request);
        using StreamReader reader = new(response.Content.ReadAsStream());
        string text = reader.ReadToEnd();
        using JsonDocument answer = JsonDocument.Parse(response.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{method}: {text}"));
        return answer.RootElement.GetProperty("result").Clone();
    }
}
