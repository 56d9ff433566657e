using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ZmqNative.IntegrationTests;

/// <summary>Many clients at once, of which some behave badly: the others lose nothing, and the tool ends when it is asked to.</summary>
[NonParallelizable] // Some count what gets through beside the storm.
public sealed class StormTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";
    private const int Killed = 9;

    [TestCase(20)]
    [TestCase(1_000, Category = "Long")]
    [TestCase(10_000, Category = "Long")]
    public void Peers_that_never_shake_hands_take_nothing_from_a_subscriber(int peers)
    {
        RecordedTrace trace = new("mempool-and-block", string.Empty);
        using Tool publisher = Tool.Start(["publish", "--trace", trace.Folder, "--wait-for-subscribers", "1", "--settle", "1500", "--speed", "50", .. trace.Options]);
        string endpoint = publisher.EndpointOf(Anywhere);
        using NetMqSubscriber subscriber = new(endpoint);
        List<Notification> received = [subscriber.Receive()];
        List<RawClient> silent = [];
        string before = Resources(publisher);
        try
        {
            for (int i = 0; i < peers; i++)
            {
                silent.Add(new RawClient(endpoint));
            }
            IEnumerable<Notification> expected = trace.Messages[Anywhere];
            received.AddRange(expected.Skip(1).Select(_ => subscriber.Receive()));
            Assert.That(received, Is.EqualTo(expected));
            // libzmq ends the first of them after 30 s.
            _ = OperatingSystem.IsLinux() && SpinWait.SpinUntil(() => Descriptors(publisher) >= peers, TimeSpan.FromSeconds(20));
            TestContext.Out.WriteLine($"The publisher had {before}, and with {peers} silent connections {Resources(publisher)}.");
        }
        finally
        {
            silent.ForEach(client => client.Dispose());
        }
        Assert.That(publisher.Signal(15), Is.Zero);
    }

    /// <summary>
    /// Each connection is read as it comes: three parts a message, and the counters of each topic go up by one. The publisher has Core's
    /// high water mark, so a gap would be the publisher's.
    /// </summary>
    [TestCase(20)]
    [TestCase(1000, Category = "Long")]
    public void Many_subscribers_see_no_gap(int count)
    {
        RecordedTrace trace = new("mempool-and-block", string.Empty);
        using Tool publisher = Tool.Start(["publish", "--trace", trace.Folder, "--wait-for-subscribers", $"{count}", "--settle", "1500", "--speed", "max", .. trace.Options]);
        string endpoint = publisher.EndpointOf(Anywhere);
        List<RawClient> subscribers = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                RawClient client = new(endpoint);
                subscribers.Add(client);
                client.Handshake();
                client.Send(RawClient.Subscription);
            }
            List<Notification> expected = [.. trace.Messages[Anywhere]];
            foreach (RawClient client in subscribers)
            {
                Assert.That(expected.Select(_ => client.ReceiveNotification()).ToList(), Is.EqualTo(expected));
            }
        }
        finally
        {
            subscribers.ForEach(client => client.Dispose());
        }
        Assert.That(publisher.Signal(15), Is.Zero);
    }

    [Test]
    public void Subscribers_that_are_stuck_take_nothing_from_one_that_reads()
    {
        RecordedTrace trace = new("large-block", string.Empty);
        using Tool publisher = Tool.Start(["publish", "--trace", trace.Folder, "--wait-for-subscribers", "101", "--settle", "2000", "--speed", "max", .. trace.Options]);
        string endpoint = publisher.EndpointOf(Anywhere);
        List<RawClient> stuck = [];
        try
        {
            for (int i = 0; i < 100; i++)
            {
                RawClient client = new(endpoint);
                stuck.Add(client);
                client.Handshake();
                client.Send(RawClient.Subscription);
            }
            using NetMqSubscriber subscriber = new(endpoint);
            IEnumerable<Notification> expected = trace.Messages[Anywhere];
            Assert.That(expected.Select(_ => subscriber.Receive()).ToList(), Is.EqualTo(expected));
            Assert.That(publisher.Signal(15), Is.Zero);
        }
        finally
        {
            stuck.ForEach(client => client.Dispose());
        }
    }

    [Test]
    public async Task The_rpc_answers_while_others_are_slow_or_guess_passwords()
    {
        using TempFolder folder = new();
        string cookie = folder.Child("cookie");
        using Tool publisher = Tool.Start("publish", "--trace", TestData.Trace("mine-blocks"), "--rpcport", "0", "--rpccookiefile", cookie, $"-zmqpubhashblock={Anywhere}");
        Uri address = new(publisher.Output.WaitFor(line => line.StartsWith("RPC at ", StringComparison.Ordinal)).Split(' ', ',')[2]);
        string login = File.ReadAllText(cookie);
        using HttpClient http = new() { Timeout = Tool.Deadline };
        List<TcpClient> slow = [];
        try
        {
            for (int i = 0; i < 50; i++)
            {
                // The body never comes.
                TcpClient client = new();
                slow.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, address.Port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    $"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {Base64(login)}\r\nContent-Length: 1000\r\n\r\n{{"));
            }
            (HttpStatusCode Status, string Text)[] answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => CallAsync(http, address, i % 2 == 0 ? login : "__cookie__:wrong")));
            Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized), Is.EqualTo(200));
            Assert.That(
                answers.Where(answer => answer.Status == HttpStatusCode.OK).Select(answer => JsonElement.Parse(answer.Text).GetProperty("result").GetArrayLength()),
                Is.EqualTo(Enumerable.Repeat(1, 200)));
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
        Assert.That(publisher.Signal(15), Is.Zero);
    }

    /// <summary>Killed after any row: what was recorded is replayed.</summary>
    [TestCase(3)]
    [TestCase(50, Category = "Long")]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public void A_recording_is_replayed_wherever_the_recorder_was_killed(int times)
    {
        JsonElement[] rows = [.. new RecordedTrace("mempool-and-block", string.Empty).Rows];
        for (int i = 0; i < times; i++)
        {
            using TempFolder folder = new();
            string session = folder.Child("session"), events = Path.Combine(session, "events.jsonl");
            using NetMqPublisher publisher = new();
            using (Tool recorder = Tool.Start("record", session, "--upstream", publisher.Endpoint, "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie"))
            {
                recorder.Output.WaitFor(line => line == "Connected.");
                for (int topic = 0; topic < 3; topic++)
                {
                    publisher.WaitForSubscription();
                }
                foreach (JsonElement row in rows.Where(row => Topic(row) is "rawtx" or "rawblock" or "sequence"))
                {
                    publisher.Send(Topic(row), row.GetProperty("body").GetString()!, row.GetProperty("seq").GetString()!);
                }
                // Somewhere in the middle of it.
                Assert.That(SpinWait.SpinUntil(() => File.ReadLines(events).Count() > i % 12, Tool.Deadline), recorder.Output.ToString);
                recorder.Signal(Killed);
            }
            (int exitCode, _, string[] error) = Tool.Run(["publish", "--trace", session, "--exit", $"-zmqpubsequence={Anywhere}"]);
            Assert.That(exitCode, Is.Zero, string.Join('\n', error));
        }
    }

    /// <summary>The time of the signal is what varies, from before the program's first line to after its start.</summary>
    [TestCase(10)]
    [TestCase(500, Category = "Long")]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public void A_signal_at_any_time_ends_it_with_0_or_as_the_runtime_does(int times)
    {
        Random random = new(1);
        for (int i = 0; i < times; i++)
        {
            string[] command = (i % 3) switch
            {
                0 => ["subscribe", "tcp://127.0.0.1:1"],
                1 => ["publish", "--trace", TestData.Trace("mine-blocks"), $"-zmqpubhashblock={Anywhere}"],
                _ => ["publish", "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie", "--rpcport", "0", $"-zmqpubhashblock={Anywhere}"],
            };
            int signal = random.Next(2) == 0 ? 2 : 15;
            using Tool tool = Tool.Start(command);
            tool.EndsWithin(TimeSpan.FromMilliseconds(random.Next(600)));
            Assert.That(tool.Signal(signal), Is.Zero.Or.EqualTo(128 + signal), $"round {i}: {string.Join(' ', command)}\n{tool.Error}");
        }
    }

    private static string Resources(Tool tool) => !OperatingSystem.IsLinux() ? "?" : string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{File.ReadLines($"/proc/{tool.ProcessId}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))["VmRSS:".Length..].Trim()} resident and {Descriptors(tool)} descriptors");

    private static int Descriptors(Tool tool) => Directory.GetFileSystemEntries($"/proc/{tool.ProcessId}/fd").Length;

    private static string Topic(JsonElement row) => row.GetProperty("topic").GetString()!;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private static async Task<(HttpStatusCode Status, string Text)> CallAsync(HttpClient http, Uri address, string login)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new StringContent("""{"id":1,"method":"getzmqnotifications"}""") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Base64(login));
        using HttpResponseMessage answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
