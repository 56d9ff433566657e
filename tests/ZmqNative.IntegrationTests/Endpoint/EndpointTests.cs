using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZmqNative.IntegrationTests.Endpoint;

/// <summary><c>zmqnative publish --rpcport</c>: what anybody may ask, its cookie, and how it starts and ends.</summary>
public sealed partial class EndpointTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Tool.Deadline };
    private readonly TempFolder _folder = new();

    [OneTimeTearDown]
    public void End()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Health_needs_no_login()
    {
        using Tool tool = Tool.Start(Publish());
        (Uri address, _) = Endpoint(tool);
        using HttpResponseMessage answer = await _http.GetAsync(new Uri(address, "/healthz"));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.That((answer.StatusCode, $"{answer.Content.Headers.ContentType}"), Is.EqualTo((HttpStatusCode.OK, "application/json")));
        Assert.That(text, Does.Match("""^\{"state":"live","reason":"[^"]+","since":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\}\n$"""));
    }

    [Test]
    public async Task A_folder_that_the_history_cannot_use_refuses_the_start_or_shows_in_health_and_metrics()
    {
        string file = _folder.Write("no-folder", string.Empty);
        string[] options = ["-zmqhistory=tcp://127.0.0.1:*", $"-zmqhistorydir={file}"];
        (int exitCode, string[] output, string[] error) = Tool.Run(Publish(options));
        Assert.That((exitCode, error.Length, output.Length), Is.EqualTo((1, 1, 0)), string.Join('\n', error));
        Assert.That(error[0], Does.Match($"^Error: Cannot keep the history in -zmqhistorydir={file}: .*[^.]\\.$"));
        using Tool tool = Tool.Start(Publish([.. options, "--on-start-failure", "continue"]));
        (Uri address, _) = Endpoint(tool);
        tool.Error.WaitFor(line => line.Contains("The history on disk cannot be used, and history is kept in memory only: ", StringComparison.Ordinal));
        JsonElement health = JsonElement.Parse(await _http.GetStringAsync(new Uri(address, "/healthz")));
        Assert.That((health.GetProperty("state").GetString(), health.GetProperty("history").GetString()!.Contains(file, StringComparison.Ordinal)), Is.EqualTo(("live", true)));
        Assert.That(await _http.GetStringAsync(new Uri(address, "/metrics")), Does.Match("(?m)^zmqnative_history_disk_up\\{[^}]*\\} 0"));
    }

    /// <summary>What a page in a browser can make it send: the names are those of the page or of its server.</summary>
    [Test]
    public void Only_requests_for_this_machine_and_named_hosts_are_answered()
    {
        (string? Host, string? Origin, HttpStatusCode Status)[] requests =
        [
            ("evil.example", null, HttpStatusCode.Forbidden), ("evil.example:8332", null, HttpStatusCode.Forbidden), ("192.0.2.1", null, HttpStatusCode.Forbidden),
            ("0.0.0.0", null, HttpStatusCode.Forbidden), ("localhost.evil.example", null, HttpStatusCode.Forbidden), ("a b", null, HttpStatusCode.Forbidden),
            ("localhost", "http://evil.example", HttpStatusCode.Forbidden), ("localhost", "null", HttpStatusCode.Forbidden), ("localhost", "file://", HttpStatusCode.Forbidden),
            ("localhost", "http://localhost:3000", HttpStatusCode.OK), ("127.0.0.1", null, HttpStatusCode.OK), ("[::1]:1", null, HttpStatusCode.OK), ("::1", null, HttpStatusCode.OK),
            (null, null, HttpStatusCode.OK), ("", null, HttpStatusCode.OK), ("Proxy.Example", "https://proxy.example", HttpStatusCode.OK),
        ];
        using Tool tool = Tool.Start([.. Publish(), "--rpcallowhost", "proxy.example"]);
        (Uri address, _) = Endpoint(tool);
        foreach ((string? host, string? origin, HttpStatusCode status) in requests)
        {
            foreach (string target in (string[])["/healthz", "/metrics", "/"])
            {
                using TcpClient client = new("127.0.0.1", address.Port);
                client.GetStream().Write(Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\n{(host is null ? "" : $"Host: {host}\r\n")}{(origin is null ? "" : $"Origin: {origin}\r\n")}Connection: close\r\n\r\n"));
                using StreamReader reader = new(client.GetStream());
                string answer = reader.ReadToEnd();
                HttpStatusCode expected = target == "/" && status == HttpStatusCode.OK ? HttpStatusCode.MethodNotAllowed : status;
                Assert.That(answer, Does.StartWith($"HTTP/1.1 {(int)expected} ").And.Not.Contain("Access-Control").And.Not.Contain("evil"), $"{target}, Host {host}, Origin {origin}");
            }
        }
    }

    [Test]
    public async Task History_is_described_and_goes_on_after_a_restart()
    {
        string folder = _folder.Child("history");
        string? stream = null;
        long head = 0;
        for (int start = 1; start <= 2; start++)
        {
            using Tool tool = Tool.Start(Publish($"-zmqhistory={Anywhere}", $"-zmqhistorydir={folder}"));
            (Uri address, string cookie) = Endpoint(tool);
            _ = tool.Output.WaitFor(line => line.StartsWith("Everything is published", StringComparison.Ordinal));
            JsonElement info = await CallAsync(address, await File.ReadAllTextAsync(cookie), "gethistoryinfo");
            Assert.That(info.GetProperty("address").GetString(), Is.EqualTo(Anywhere));
            Assert.That(info.GetProperty("endpoint").GetString(), Does.Match("^tcp://127.0.0.1:[0-9]+$"));
            Assert.That((info.GetProperty("predecessor").ValueKind, info.GetProperty("store").ValueKind), Is.EqualTo((JsonValueKind.Null, JsonValueKind.Null)));
            Assert.That(info.GetProperty("stream").GetString(), Is.EqualTo(stream ??= info.GetProperty("stream").GetString()));
            head = start == 1 ? info.GetProperty("head").GetInt64() : head;
            Assert.That(info.GetProperty("head").GetInt64(), Is.Positive.And.EqualTo(start * head));
            Assert.That(tool.Signal(15), Is.Zero);
        }
        using Tool without = Tool.Start(Publish());
        (Uri at, string login) = Endpoint(without);
        Assert.That((await CallAsync(at, await File.ReadAllTextAsync(login), "gethistoryinfo")).ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task Metrics_count_what_is_published_and_who_is_connected()
    {
        RecordedTrace trace = new("mine-blocks", string.Empty);
        using Tool tool = Tool.Start(["publish", "--trace", trace.Folder, "--wait-for-subscribers", "1", "--settle", "1500", .. Rpc(), $"-zmqpubhashblock={Anywhere}", $"-zmqpubrawblock={Anywhere}"]);
        (Uri address, _) = Endpoint(tool);
        string type = $"address=\"{Anywhere}\",type=";
        await WaitForAsync(address, $"zmqnative_published_messages_total{{{type}\"pubrawblock\"}}", 0);
        await WaitForAsync(address, $"zmqnative_handshakes_total{{address=\"{Anywhere}\"}}", 0);
        using (NetMqSubscriber subscriber = new(tool.EndpointOf(Anywhere)))
        {
            Notification[] blocks = [.. trace.Messages[Anywhere].Where(message => message.Topic == "rawblock")];
            await WaitForAsync(address, $"zmqnative_published_messages_total{{{type}\"pubhashblock\"}}", blocks.Length);
            await WaitForAsync(address, $"zmqnative_published_messages_total{{{type}\"pubrawblock\"}}", blocks.Length);
            await WaitForAsync(address, $"zmqnative_published_bytes_total{{{type}\"pubhashblock\"}}", blocks.Length * (9 + 32 + 4));
            await WaitForAsync(address, $"zmqnative_connections{{address=\"{Anywhere}\"}}", 1);
            await WaitForAsync(address, $"zmqnative_handshakes_total{{address=\"{Anywhere}\"}}", 1);
        }
        await WaitForAsync(address, $"zmqnative_connections{{address=\"{Anywhere}\"}}", 0);
        Dictionary<string, double> metrics = await MetricsAsync(address);
        Assert.That(metrics["zmqnative_publish_duration_seconds_count"], Is.Positive);
        Assert.That(metrics["zmqnative_publish_duration_seconds_bucket{le=\"+Inf\"}"], Is.EqualTo(metrics["zmqnative_publish_duration_seconds_count"]));
    }

    [Test]
    public async Task The_address_a_wildcard_became_is_told_by_the_tool_and_the_rows_name_the_option()
    {
        using Tool tool = Tool.Start(Publish());
        (Uri address, string cookie) = Endpoint(tool);
        JsonElement result = await CallAsync(address, File.ReadAllText(cookie));
        Assert.That(result.GetRawText(), Is.EqualTo($$"""[{"type":"pubhashblock","address":"{{Anywhere}}","hwm":1000}]"""));
        (int code, _, string[] error) = Tool.Run(["subscribe", "--node", $"{address}", "--node-cookie", cookie]);
        Assert.That((code, error[0]), Is.EqualTo((1, $"Error: The node at {address} lists '{Anywhere}', whose port the system has chosen: name the address that it printed.")));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no such modes and no signals.")]
    [UnsupportedOSPlatform("windows")]
    public void The_cookie_is_its_owners_and_gone_at_the_end()
    {
        string file = _folder.Write("cookie", "left over, and for all to read");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        using Tool tool = Tool.Start(Publish("--rpccookiefile", file));
        Assert.That(Endpoint(tool).Cookie, Is.EqualTo(file));
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.ReadAllText(file), Does.Match("^__cookie__:[0-9a-f]{64}$"));
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
        Assert.That(File.Exists(file), Is.False);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public void A_cookie_that_another_one_wrote_meanwhile_stays()
    {
        string file = _folder.Child("shared");
        using Tool first = Tool.Start(Publish("--rpccookiefile", file));
        _ = Endpoint(first);
        using Tool second = Tool.Start(Publish("--rpccookiefile", file));
        _ = Endpoint(second);
        string cookie = File.ReadAllText(file);
        Assert.That(first.Signal(15), Is.Zero);
        Assert.That(File.ReadAllText(file), Is.EqualTo(cookie));
    }

    [Test]
    [Platform("Linux", Reason = "Where the folder is told by that variable.")]
    public void The_cookie_has_a_place_of_its_own_when_none_is_named()
    {
        string data = _folder.Child("data");
        using Tool tool = Tool.StartBy(["env", $"XDG_DATA_HOME={data}"], "publish", "--trace", TestData.Trace("mine-blocks"), "--rpcport", "0", $"-zmqpubhashblock={Anywhere}");
        (Uri address, string cookie) = Endpoint(tool);
        Assert.That(cookie, Is.EqualTo(Path.Combine(data, "zmqnative", $"{address.Port}.cookie")));
        Assert.That(File.Exists(cookie));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public async Task A_client_that_never_ends_its_request_does_not_hold_up_the_end()
    {
        using Tool tool = Tool.Start(Publish());
        (Uri address, string cookie) = Endpoint(tool);
        using TcpClient slow = new(address.Host, address.Port);
        string login = Convert.ToBase64String(File.ReadAllBytes(cookie));
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {login}\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n"));
        // It is asked to go on, so it is being served.
        Assert.That(await slow.GetStream().ReadAsync(new byte[100]), Is.Positive);
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
    }

    [Test]
    public void A_port_that_is_taken_is_one_sentence()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        string file = _folder.Child("none");
        (int exitCode, _, string[] error) = Tool.Run(["publish", "--trace", TestData.Trace("mine-blocks"), "--rpcport", $"{port}", "--rpccookiefile", file, $"-zmqpubhashblock={Anywhere}"]);
        Assert.That((exitCode, error.Length), Is.EqualTo((1, 1)), () => string.Join('\n', error));
        Assert.That(error[0], Does.StartWith("Error: ").And.Contains($":{port}"));
        Assert.That(File.Exists(file), Is.False);
    }

    [TestCase("Error: --rpcport takes a whole number from 0 to 65535, not '65536'. See --help.", "--rpcport", "65536")]
    [TestCase("Error: --rpcport takes a whole number from 0 to 65535, not 'x'. See --help.", "--rpcport", "x")]
    [TestCase("Error: --rpcuser needs a password in the environment variable ZMQNATIVE_RPC_PASSWORD.", "--rpcport", "0", "--rpcuser", "alice")]
    [TestCase("Error: --rpccookiefile, --rpcuser and --rpcallowhost need --rpcport.", "--rpcuser", "alice")]
    [TestCase("Error: --rpccookiefile, --rpcuser and --rpcallowhost need --rpcport.", "--rpccookiefile", "cookie")]
    public void Options_that_do_not_go_together_are_one_sentence(string expected, params string[] options)
    {
        (int exitCode, string[] output, string[] error) = Tool.Run(["publish", "--trace", TestData.Trace("mine-blocks"), $"-zmqpubhashblock={Anywhere}", .. options]);
        Assert.That((exitCode, output, error), Is.EqualTo((1, Array.Empty<string>(), (string[])[expected])));
    }

    private static (Uri Address, string Cookie) Endpoint(Tool tool)
    {
        Match line = Line().Match(tool.Output.WaitFor(line => Line().IsMatch(line)));
        return (new Uri(line.Groups[1].Value), line.Groups[2].Value);
    }

    private string[] Rpc(params string[] options) => ["--rpcport", "0", .. options.Contains("--rpccookiefile") ? [] : (string[])["--rpccookiefile", _folder.Child($"{Guid.NewGuid()}")], .. options];

    private string[] Publish(params string[] options) => ["publish", "--trace", TestData.Trace("mine-blocks"), $"-zmqpubhashblock={Anywhere}", .. Rpc(options)];

    private async Task<JsonElement> CallAsync(Uri address, string login, string method = "getzmqnotifications")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new StringContent($$"""{"id":1,"method":"{{method}}"}""") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(login)));
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("result");
    }

    private async Task WaitForAsync(Uri address, string series, double value)
    {
        DateTime deadline = DateTime.UtcNow + Tool.Deadline;
        Dictionary<string, double> metrics;
        do
        {
            metrics = await MetricsAsync(address);
        }
        while (!(metrics.TryGetValue(series, out double now) && now == value) && DateTime.UtcNow < deadline);
        Assert.That(metrics, Contains.Key(series).WithValue(value));
    }

    // Without the label that says which meter it is: there is one.
    private async Task<Dictionary<string, double>> MetricsAsync(Uri address)
    {
        string text = await _http.GetStringAsync(new Uri(address, "/metrics"));
        return text.Split('\n').Where(line => line.StartsWith("zmqnative_", StringComparison.Ordinal)).Select(line => line.Replace("otel_scope_name=\"ZmqNative\"", string.Empty, StringComparison.Ordinal).Replace("{,", "{", StringComparison.Ordinal).Replace("{}", string.Empty, StringComparison.Ordinal))
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^RPC at (http://127\.0\.0\.1:\d+)(?:, cookie in (.+))?$")]
    private static partial Regex Line();
}
