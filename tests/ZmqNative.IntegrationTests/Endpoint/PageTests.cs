using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ZmqNative.Bitcoin;
using ZmqNative.Cli;
using ZmqNative.Subscribing;

namespace ZmqNative.IntegrationTests.Endpoint;

/// <summary>The server of the live page, without a browser.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class PageTests : IDisposable
{
    private const string Source = "tcp://127.0.0.1:28332";
    private const string Secret = "0123456789abcdef";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { Timeout = Tool.Deadline };
    private readonly PageModel _model = new("subscribe");

    public void Dispose() => _http.Dispose();

    /// <summary>The page runs its own script and style and nothing else; what comes from elsewhere never becomes HTML.</summary>
    [Test]
    public async Task The_page_allows_only_its_own_script_and_style()
    {
        await using PageServer server = await StartAsync();
        using HttpResponseMessage answer = await _http.GetAsync(server.Address);
        string page = await answer.Content.ReadAsStringAsync();
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        foreach ((string element, string directive) in ((string, string)[])[("script", "script-src"), ("style", "style-src")])
        {
            string content = Regex.Match(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
            Assert.That(policy, Does.Contain($"{directive} 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'; "));
        }
        Assert.That(policy, Does.StartWith("default-src 'none'; ").And.Not.Contain("unsafe"));
        Assert.That(page, Does.Not.Match("""innerHTML|insertAdjacentHTML|document\.write|eval\(|style="|\son[a-z]+=""").And.Not.Match("(src|href)="));
        Assert.That((answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.CacheControl?.NoStore), Is.EqualTo(("nosniff", (bool?)true)));
        Assert.That(answer.Headers.GetValues("Cross-Origin-Resource-Policy"), Is.EqualTo((string[])["same-origin"]), "no page of another origin embeds it");
    }

    [Test]
    public async Task A_snapshot_comes_first_then_what_changes_and_the_time()
    {
        _model.Say(Source, "waiting", string.Empty, DateTimeOffset.UtcNow);
        _model.AddSection("mempool", json => json.WriteNumberValue(7));
        await using PageServer server = await StartAsync();
        using PageStream stream = await PageStream.OpenAsync(_http, server.Address);
        Assert.That(await stream.NextAsync(), Is.EquivalentTo((string[])["now", "about", "states", "topics", "plot", "blocks", "events", "mempool"]));
        Assert.That(stream.Others, Is.EqualTo((string[])["retry: 1000"]));
        Assert.That(await stream.NextAsync(), Is.EqualTo((string[])["now"]), "nothing has changed");

        Hash256 hash = Hash256.Parse(new string('1', 64));
        _model.Observe(new HandshakeDone(Source, DateTimeOffset.UtcNow));
        _model.Observe(new HashTransaction(Source, DateTimeOffset.UtcNow, 4, hash));
        _model.Observe(new HashBlock(Source, DateTimeOffset.UtcNow, 0, hash));
        _model.Observe(new Gap(Source, DateTimeOffset.UtcNow, "hashtx", 5, 8, 3));
        await stream.WaitForAsync(known => known["events"].GetArrayLength() == 2);
        JsonElement topic = stream.Known["topics"].EnumerateArray().Single(one => one.GetProperty("topic").GetString() == "hashtx");
        Assert.That((Number(topic, "count"), Number(topic, "counter"), Number(topic, "gaps"), Number(topic, "lost")), Is.EqualTo((1, 4, 1, 3)));
        Assert.That(stream.Known["states"][0].GetProperty("state").GetString(), Is.EqualTo("connected"));
        Assert.That((stream.Known["blocks"][0].GetProperty("hash").GetString(), Number(stream.Known["blocks"][0], "burst")), Is.EqualTo(($"{hash}", 2)));
        Assert.That(stream.Known["events"][0].GetProperty("text").GetString(), Does.StartWith("gap: 3 hashtx notifications"));
        Assert.That(stream.Known["mempool"].GetInt32(), Is.EqualTo(7));
    }

    /// <summary>An item for each message would cost the browser more than a core.</summary>
    [Test]
    public async Task Items_do_not_come_faster_when_messages_do()
    {
        await using PageServer server = await StartAsync();
        using PageStream stream = await PageStream.OpenAsync(_http, server.Address);
        List<long> times = [];
        for (int item = 0; item < 8; item++)
        {
            for (uint i = 0; i < 10_000; i++)
            {
                _model.Observe("hashtx", new byte[32], i);
            }
            _ = await stream.NextAsync();
            times.Add(stream.Known["now"].GetInt64());
        }
        // The clock may be set; not by much.
        Assert.That(times.Zip(times.Skip(1), (one, next) => next - one), Has.All.GreaterThan(80));
        Assert.That(stream.Known["topics"][0].GetProperty("count").GetInt64(), Is.EqualTo(80_000).Or.EqualTo(70_000));
    }

    /// <summary>What a page keeps is bounded, and a flood of the same is one row.</summary>
    [Test]
    public async Task A_page_keeps_the_last_events_and_blocks()
    {
        DateTimeOffset time = DateTimeOffset.UtcNow - TimeSpan.FromHours(1);
        for (int i = 0; i < 150; i++)
        {
            time += TimeSpan.FromSeconds(2);
            Hash256 hash = Hash256.Parse(i.ToString("x64", CultureInfo.InvariantCulture));
            _model.Observe(new HashBlock(Source, time, (uint)i, hash));
            _model.Observe(new BlockConnected(Source, time, (uint)i, hash));
            _model.Observe(new Malformed(Source, time, "<b>", "\u001b[2J", [1]));
            _model.Observe(new Malformed(Source, time, "<b>", "\u001b[2J", [1]));
        }
        await using PageServer server = await StartAsync();
        using PageStream stream = await PageStream.OpenAsync(_http, server.Address);
        _ = await stream.NextAsync();
        JsonElement events = stream.Known["events"], blocks = stream.Known["blocks"];
        Assert.That((events.GetArrayLength(), blocks.GetArrayLength()), Is.EqualTo((100, 12)));
        Assert.That((Number(events[0], "count"), events[0].GetProperty("text").GetString()!.Contains('\u001b', StringComparison.Ordinal)), Is.EqualTo((2, false)));
        Assert.That((blocks[0].GetProperty("hash").GetString(), Number(blocks[0], "burst")), Is.EqualTo(($"{149:x64}", 2)));
    }

    [Test]
    public async Task Of_too_many_streams_the_last_is_refused_until_another_ends()
    {
        await using PageServer server = await StartAsync();
        List<PageStream> streams = [];
        for (int i = 0; i < 64; i++)
        {
            streams.Add(await PageStream.OpenAsync(_http, server.Address));
        }
        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        streams[0].Dispose();
        Assert.That(SpinWait.SpinUntil(() => StatusAsync().GetAwaiter().GetResult() == HttpStatusCode.OK, Tool.Deadline));
        streams.ForEach(stream => stream.Dispose());

        async Task<HttpStatusCode> StatusAsync()
        {
            using HttpResponseMessage answer = await _http.GetAsync(new Uri(server.Address, "/events"), HttpCompletionOption.ResponseHeadersRead);
            return answer.StatusCode;
        }
    }

    /// <summary>Each is a descriptor.</summary>
    [Test]
    public async Task Its_connections_are_limited()
    {
        await using PageServer server = await StartAsync();
        ConnectionCrowd.AssertLimit(server.Address.Port, 256);
    }

    /// <summary>No browser omits Host; who reads a page with a body is cut off.</summary>
    [Test]
    public async Task A_request_without_a_host_is_answered_and_one_with_a_body_is_the_last_of_its_connection()
    {
        await using PageServer server = await StartAsync();
        using RawClient client = RawClient.Say($"{server.Address}", Encoding.ASCII.GetBytes("GET /none HTTP/1.1\r\nHost:\r\nContent-Length: 1\r\n\r\n "));
        Assert.That(client.ReadToEnd(), Does.StartWith("HTTP/1.1 404 "));
    }

    [Test]
    public async Task Text_from_elsewhere_is_escaped()
    {
        _model.Say("tcp://x", "waiting", "</script>\u202e<b>\n", DateTimeOffset.UtcNow);
        _model.Observe("<img>\u001b[2J", [], 0);
        await using PageServer server = await StartAsync();
        using PageStream stream = await PageStream.OpenAsync(_http, server.Address);
        _ = await stream.NextAsync();
        Assert.That(stream.Known["states"][0].GetProperty("reason").GetString(), Is.EqualTo(@"</script>\u202e<b>\n"));
        Assert.That(stream.Known["topics"][0].GetProperty("topic").GetString(), Is.EqualTo(@"<img>\x1b[2J"));
        Assert.That(stream.Known["states"].GetRawText() + stream.Known["topics"].GetRawText(), Does.Not.Contain('<'));
    }

    [TestCase("evil.example", null, HttpStatusCode.Forbidden)]
    [TestCase("192.0.2.1", null, HttpStatusCode.Forbidden)]
    [TestCase("localhost", "http://evil.example", HttpStatusCode.Forbidden)]
    [TestCase("localhost", "null", HttpStatusCode.Forbidden)]
    [TestCase("localhost", "http://localhost", HttpStatusCode.OK)]
    [TestCase("page.example", null, HttpStatusCode.OK)]
    public async Task Only_requests_for_this_host_are_answered(string host, string? origin, HttpStatusCode expected)
    {
        await using PageServer server = await StartAsync(hosts: "page.example");
        foreach (string target in (string[])["/", "/events", "/metrics"])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(server.Address, target)) { Headers = { Host = host } };
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.That(answer.StatusCode, Is.EqualTo(expected), target);
            Assert.That(answer.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
        }
    }

    [Test]
    public async Task A_token_opens_the_page_by_its_address_once_and_then_by_a_cookie()
    {
        await using PageServer server = await StartAsync(PageToken.Read(Secret));
        foreach (string target in (string[])["/", "/events", "/metrics", "/?token=", $"/?token={Secret}x", $"/events?token={Secret}"])
        {
            long began = Stopwatch.GetTimestamp();
            using HttpResponseMessage refused = await _http.GetAsync(new Uri(server.Address, target));
            Assert.That(Stopwatch.GetElapsedTime(began), Is.GreaterThan(TimeSpan.FromMilliseconds(230)), "guessing takes time");
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), target);
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Not.Contain(Secret));
        }
        using HttpResponseMessage opened = await _http.GetAsync(new Uri(server.Address, $"/?token={Secret}"));
        Assert.That((opened.StatusCode, $"{opened.Headers.Location}"), Is.EqualTo((HttpStatusCode.Redirect, "/")));
        string cookie = opened.Headers.GetValues("Set-Cookie").Single();
        Assert.That(cookie, Does.Contain("httponly").IgnoreCase.And.Contains("samesite=strict").IgnoreCase);
        foreach (string target in (string[])["/", "/events", "/metrics"])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(server.Address, target)) { Headers = { { "Cookie", cookie.Split(';')[0] } } };
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), target);
        }
        using HttpRequestMessage scrape = new(HttpMethod.Get, new Uri(server.Address, "/metrics")) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Secret) } };
        using HttpResponseMessage metrics = await _http.SendAsync(scrape);
        Assert.That(metrics.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Only_reading_is_answered()
    {
        await using PageServer server = await StartAsync();
        foreach ((string method, string target, HttpStatusCode expected) in ((string, string, HttpStatusCode)[])
            [("POST", "/", HttpStatusCode.MethodNotAllowed), ("DELETE", "/events", HttpStatusCode.MethodNotAllowed), ("GET", "/page.html", HttpStatusCode.NotFound), ("HEAD", "/", HttpStatusCode.OK)])
        {
            using HttpRequestMessage request = new(new HttpMethod(method), new Uri(server.Address, target));
            using HttpResponseMessage answer = await _http.SendAsync(request);
            Assert.That(answer.StatusCode, Is.EqualTo(expected), $"{method} {target}");
        }
    }

    [TestCase("Error: --page=0.0.0.0:0 can be reached from other machines, so it needs a token in the environment variable ZMQNATIVE_PAGE_TOKEN.", "--page", "0.0.0.0:0")]
    [TestCase("Error: --page takes a port from 0 to 65535, or an address and a port such as 0.0.0.0:8400, not '127.0.0.1'.", "--page", "127.0.0.1")]
    [TestCase("Error: --page-host needs --page.", "--page-host", "x")]
    public void Options_that_cannot_be_are_one_sentence(string expected, params string[] options)
    {
        (int exitCode, string[] output, string[] error) = Tool.Run(["subscribe", Source, .. options]);
        Assert.That((exitCode, output, error), Is.EqualTo((1, Array.Empty<string>(), (string[])[expected])));
    }

    [Test]
    public void A_weak_token_is_refused([Values("short", "0123456789abcdef;")] string token) =>
        Assert.That(() => PageToken.Read(token), Throws.ArgumentException.With.Message.Not.Contains(token));

    /// <summary>The tool itself: what it publishes is on its page, and the page ends with it.</summary>
    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public async Task A_publisher_shows_what_it_publishes()
    {
        using Tool tool = Tool.Start("publish", "--trace", TestData.Trace("mine-blocks"), "--page", "0", "-zmqpubhashblock=tcp://127.0.0.1:*", "-zmqpubrawblock=tcp://127.0.0.1:*", "-zmqhistory=tcp://127.0.0.1:*");
        Uri page = new(PageLine().Match(tool.Error.WaitFor(line => PageLine().IsMatch(line))).Groups[1].Value);
        using PageStream stream = await PageStream.OpenAsync(_http, page);
        _ = tool.Output.WaitFor(line => line.StartsWith("Everything is published", StringComparison.Ordinal));
        await stream.WaitForAsync(known => known["topics"].GetArrayLength() == 2 && known.ContainsKey("history") && Number(known["history"], "head") > 0);
        JsonElement block = stream.Known["blocks"][0];
        string last = new RecordedTrace("mine-blocks", string.Empty).Messages.SelectMany(one => one).Last(message => message.Topic == "hashblock").Body;
        Assert.That(block.GetProperty("hash").GetString(), Is.EqualTo(last));
        Assert.That(block.GetProperty("delay").GetDouble(), Is.Positive);
        Assert.That(stream.Known["states"].EnumerateArray().Select(one => one.GetProperty("state").GetString()), Has.All.EqualTo("listening"));
        Assert.That(stream.Known["subscribers"].GetArrayLength(), Is.Positive);
        Assert.That(await _http.GetStringAsync(new Uri(page, "/metrics")), Does.Contain("zmqnative_published_messages_total"));
        Assert.That(tool.Signal(15), Is.Zero, tool.Error.ToString);
    }

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();

    private async Task<PageServer> StartAsync(PageToken? token = null, params string[] hosts)
    {
        PageServer server = new(_model, new IPEndPoint(IPAddress.Loopback, 0), token, new RpcHosts(hosts, "--page-host"));
        await server.StartAsync(CancellationToken.None);
        return server;
    }

    [GeneratedRegex(@"^Page at (http://127\.0\.0\.1:\d+/)$")]
    private static partial Regex PageLine();
}
