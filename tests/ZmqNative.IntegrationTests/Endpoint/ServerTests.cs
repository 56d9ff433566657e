using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using ZmqNative.Cli;
using ZmqNative.Node.Relay;
using ZmqNative.NodeTests;
using ZmqNative.Publishing;

namespace ZmqNative.IntegrationTests.Endpoint;

/// <summary>The endpoint inside this process: what a tool beside a node does with it.</summary>
public sealed class ServerTests
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Tool.Deadline };
    private readonly TempFolder _folder = new();

    [OneTimeTearDown]
    public void End()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [TestCase(FeedState.Starting, HttpStatusCode.ServiceUnavailable, "starting")]
    [TestCase(FeedState.Live, HttpStatusCode.OK, "live")]
    [TestCase(FeedState.Recovering, HttpStatusCode.ServiceUnavailable, "recovering")]
    [TestCase(FeedState.Stopped, HttpStatusCode.ServiceUnavailable, "stopped")]
    public async Task Health_is_the_feeds(FeedState state, HttpStatusCode expected, string name)
    {
        FeedStatus status = new FeedStatus(state, "\"Because\",\nit says.", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)));
        using NotificationInterface notifications = Nothing();
        await using RpcServer server = new(notifications, () => status, port: 0, new RpcLogin(), new RpcHosts([]));
        await server.StartAsync(CancellationToken.None);
        using HttpResponseMessage answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/healthz"));
        Assert.That((answer.StatusCode, await answer.Content.ReadAsStringAsync()),
            Is.EqualTo((expected, $$"""{"state":"{{name}}","reason":"\"Because\",\nit says.","since":"2026-01-02T02:04:05Z"}""" + "\n")));
    }

    /// <summary>As bitcoind's "Work queue depth exceeded", with status and text that bitcoin-cli shows; then it answers again.</summary>
    [Test]
    public async Task More_requests_than_the_limit_are_refused_and_counted()
    {
        using NotificationInterface notifications = Nothing();
        await using RpcServer server = new(notifications, feed: null, port: 0, new RpcLogin(), new RpcHosts([]), requestsPerSecond: 100);
        await server.StartAsync(CancellationToken.None);
        using TcpClient client = new("127.0.0.1", server.Port);
        const int Requests = 3000;
        byte[] all = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n", Requests - 1))
            + "GET /none HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Task sent = client.GetStream().WriteAsync(all).AsTask();
        using StreamReader reader = new(client.GetStream());
        string answers = await reader.ReadToEndAsync().WaitAsync(Tool.Deadline);
        await sent;
        int refused = Regex.Count(answers, "HTTP/1.1 503 Service Unavailable");
        Assert.That(refused, Is.InRange(1, Requests - 100));
        Assert.That(Regex.Count(answers, "HTTP/1.1 404 Not Found"), Is.EqualTo(Requests - refused));
        Assert.That(Regex.Count(answers, "Retry-After: 1\r\n"), Is.EqualTo(refused));
        Assert.That(Regex.Count(answers, "\r\n\r\nMore than 100 requests a second.\n"), Is.EqualTo(refused));
        string metrics = string.Empty;
        Assert.That(SpinWait.SpinUntil(() => Read("/metrics", out metrics), Tool.Deadline));
        Assert.That(metrics, Does.Match("(?m)^zmqnative_requests_limited_total\\{.*address=\"rpc\".*server=\"http\".*\\} [1-9]"));

        bool Read(string path, out string text)
        {
            using HttpResponseMessage answer = _http.GetAsync(new Uri($"http://127.0.0.1:{server.Port}{path}")).GetAwaiter().GetResult();
            text = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
            return answer.IsSuccessStatusCode;
        }
    }

    /// <summary>Each is a descriptor.</summary>
    [Test]
    public async Task The_connections_of_the_rpc_are_limited()
    {
        using NotificationInterface notifications = Nothing();
        await using RpcServer server = new(notifications, feed: null, port: 0, new RpcLogin(), new RpcHosts([]));
        await server.StartAsync(CancellationToken.None);
        ConnectionCrowd.AssertLimit(server.Port, 512);
    }

    /// <summary>As in bitcoind, a body may have 32 MiB; the length that is announced is enough to be refused.</summary>
    [TestCase(0x02000000, "HTTP/1.1 100 ")]
    [TestCase(0x02000001, "HTTP/1.1 413 ")]
    public async Task A_body_beyond_the_limit_is_refused(int length, string expected)
    {
        using NotificationInterface notifications = Nothing();
        await using RpcServer server = new(notifications, feed: null, port: 0, new RpcLogin(NodeLogin.Password("user", "password")), new RpcHosts([]));
        await server.StartAsync(CancellationToken.None);
        using TcpClient client = new("127.0.0.1", server.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic dXNlcjpwYXNzd29yZA==\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n"));
        using StreamReader reader = new(client.GetStream());
        Assert.That(await reader.ReadLineAsync().WaitAsync(Tool.Deadline), Does.StartWith(expected));
    }

    /// <summary>Against guessing. No machine is too busy for a delay that has a least length.</summary>
    [Test]
    public async Task A_wrong_password_is_answered_after_a_delay()
    {
        using NotificationInterface notifications = Nothing();
        await using RpcServer server = new(notifications, feed: null, port: 0, new RpcLogin(NodeLogin.Password("user", "password")), new RpcHosts([]));
        await server.StartAsync(CancellationToken.None);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"http://127.0.0.1:{server.Port}/")) { Headers = { { "Authorization", "Basic dXNlcjp3cm9uZw==" } } };
        long began = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await _http.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.GreaterThan(TimeSpan.FromMilliseconds(230)));
    }

    [Test]
    public async Task A_named_port_is_that_of_both_loopback_addresses_and_free_again_at_the_end()
    {
        using NotificationInterface notifications = Nothing();
        int port = await StartAsync(notifications);
        await using RpcServer second = new(notifications, feed: null, port, new RpcLogin(), new RpcHosts([]));
        await second.StartAsync(CancellationToken.None);
        Assert.That(second.Port, Is.EqualTo(port));
        Assert.That(await _http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/healthz")), Does.StartWith("{"));
        if (HasIPv6())
        {
            Assert.That(await _http.GetStringAsync(new Uri($"http://[::1]:{port}/healthz")), Does.StartWith("{"));
        }
    }

    [Test]
    public async Task A_server_that_was_never_started_ends()
    {
        using NotificationInterface notifications = Nothing();
        await using RpcServer server = new(notifications, feed: null, port: 0, new RpcLogin(), new RpcHosts([]));
    }

    [TestCase("user:password", true)]
    [TestCase("node:cookie", true)]
    [TestCase("user:", false)]
    [TestCase(":password", false)]
    [TestCase(":", false)]
    [TestCase("", false)]
    [TestCase("user:passwor", false)]
    [TestCase("user:password2", false)]
    [TestCase("nobody:", false)]
    public void Only_a_whole_login_lets_in(string login, bool expected)
    {
        RpcLogin logins = new(
            NodeLogin.Password("user", "password"),
            NodeLogin.Password("nobody", ""),
            NodeLogin.Password("", ""),
            NodeLogin.Cookie(_folder.Write("cookie", "node:cookie\n")),
            NodeLogin.Cookie(_folder.Write("empty", "")),
            NodeLogin.Cookie(_folder.Child("missing")));
        Assert.That(logins.Allows($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(login))}"), Is.EqualTo(expected));
    }

    [Test]
    public void Without_credentials_nobody_is_let_in([Values(null, "", "Basic ", "Basic Og==")] string? authorization) =>
        Assert.That(new RpcLogin().Allows(authorization), Is.False);

    // Whoever else looks for a free port may find the same.
    private static async Task<int> StartAsync(NotificationInterface notifications)
    {
        for (int left = 20; ; left--)
        {
            int port = Port.Free();
            await using RpcServer first = new(notifications, feed: null, port, new RpcLogin(), new RpcHosts([]));
            try
            {
                await first.StartAsync(CancellationToken.None);
                return port;
            }
            catch (IOException) when (left > 0)
            {
                // The next one.
            }
        }
    }

    private static NotificationInterface Nothing() => new(new ZmqNotificationOptions(), new NotifierFactories());

    // A system may support it and have no such loopback, as in a container.
    private static bool HasIPv6()
    {
        try
        {
            using TcpListener listener = new(IPAddress.IPv6Loopback, 0);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
