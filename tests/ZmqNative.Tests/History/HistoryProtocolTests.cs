using System.Globalization;
using System.Text;
using System.Text.Json;
using NetMQ;
using NetMQ.Sockets;
using ZmqNative.Tests.Diagnostics;
using ZmqNative.Tests.Rules;
using ZmqNative.Tests.Security;

namespace ZmqNative.Tests.History;

/// <summary>docs/history-protocol.md, spoken by hand and by other implementations, well and badly.</summary>
public sealed class HistoryProtocolTests
{
    private const string Everything = """{"v":1,"get":"from","after":0""";

    [TestCase("", ExpectedResult = "malformed")]
    [TestCase("{", ExpectedResult = "malformed")]
    [TestCase("[]", ExpectedResult = "malformed")]
    [TestCase("null", ExpectedResult = "malformed")]
    [TestCase("{}", ExpectedResult = "version")]
    [TestCase("""{"v":2,"get":"info"}""", ExpectedResult = "version")]
    [TestCase("""{"v":"1","get":"info"}""", ExpectedResult = "version")]
    [TestCase("""{"v":1}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":7}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"\ud800"}""", ExpectedResult = "malformed")]
    [TestCase("""{"\ud800":1,"v":1,"get":"from"}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"from","stream":"\ud800"}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"from","a\ud800":1}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"range","topic":"hashtx","first":0,"last":1,"\udc00plac":1}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"range","topic":"\ud800","first":0,"last":1}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"range","topic":"hashtx","address":"\ud800","first":0,"last":1}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"info","plac\ud800\u0041":1}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"all"}""", ExpectedResult = "unknown_request")]
    [TestCase("""{"v":1,"get":"more"}""", ExpectedResult = "unknown_request")]
    [TestCase("""{"v":1,"get":"from","after":-1}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"from","after":1.5}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"from","after":1e400}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"from","after":11}""", ExpectedResult = "range")]
    [TestCase("""{"v":1,"get":"from","after":9007199254740992}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"from","credit":0}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"from","credit":17}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"from","places":[-99999999999]}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"from","places":{}}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"from","stream":"x"}""", ExpectedResult = "unknown_stream")]
    [TestCase("""{"v":1,"get":"range","topic":"hashtx","first":5}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"range","topic":"hashtx","first":5,"last":4294967296}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"range","topic":"hashtx","first":10,"last":11}""", ExpectedResult = "range")]
    [TestCase("""{"v":1,"get":"range","topic":"hashblock","first":0,"last":1}""", ExpectedResult = "unknown_notifier")]
    [TestCase("""{"v":1,"get":"info","id":"0123456789012345678901234567890123456789012345678901234567890123"}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"info","id":"ääääääääääääääääääääääääääääääää"}""", ExpectedResult = "malformed")]
    [TestCase("""{"v":1,"get":"info","id":[[[[[[[[[[1]]]]]]]]]]}""", ExpectedResult = "malformed")]
    public string? What_cannot_be_answered_is_refused_with_a_word_and_a_sentence(string request)
    {
        using HistoryFeed feed = new();
        feed.Append(10);
        using RawClient client = new(feed.Server.Endpoint!);
        (JsonElement header, byte[][] parts) = client.Ask(request);
        Assert.That(parts, Is.Empty);
        Assert.That(header.GetProperty("text").GetString(), Does.EndWith(".").And.Not.Contain("\n"));
        Assert.That(client.Ask("""{"v":1,"get":"info"}""").Header.GetProperty("head").GetInt32(), Is.EqualTo(10), "the connection goes on");
        return header.GetProperty("error").GetString();
    }

    [Test]
    public void Requests_of_the_wrong_size_or_form_are_refused_and_counted()
    {
        using Meters meters = new();
        using HistoryFeed feed = new();
        using RawClient client = new(feed.Server.Endpoint!);
        Assert.That(client.Error($"{{\"v\":1,\"get\":\"info\",\"x\":\"{new string('x', 5000)}\"}}"), Is.EqualTo("too_large"));
        Assert.That(client.Error(new string('x', 1 << 20)), Is.EqualTo("too_large"));
        client.Send([1], [2], [3]);
        Assert.That(client.Receive().Header.GetProperty("error").GetString(), Is.EqualTo("malformed"));
        client.Send([[], .. Enumerable.Repeat(new byte[] { 1 }, 1000)]);
        Assert.That(client.Receive().Header.GetProperty("error").GetString(), Is.EqualTo("malformed"));
        meters.WaitFor($"zmqnative.history.refused{{address={HistoryFeed.Anywhere},error=too_large}}", 2);
        meters.WaitFor($"zmqnative.history.refused{{address={HistoryFeed.Anywhere},error=malformed}}", 2);
        meters.WaitFor($"zmqnative.history.requests{{address={HistoryFeed.Anywhere}}}", 4);
    }

    [Test]
    public void An_id_comes_back_as_it_was()
    {
        using HistoryFeed feed = new();
        feed.Append(10);
        using RawClient client = new(feed.Server.Endpoint!);
        foreach (string id in (string[])["7", "\"a b\"", "null", "[1,2]", "1.50", "\"ääääääääääääääääääääääääääääääa\""])
        {
            Assert.That(client.Ask($$"""{"v":1,"id":{{id}},"get":"info"}""").Header.GetProperty("id").GetRawText(), Is.EqualTo(id));
            Assert.That(client.Ask($$"""{"v":1,"id":{{id}},"get":"from"}""").Header.GetProperty("id").GetRawText(), Is.EqualTo(id));
            Assert.That(client.Ask($$"""{"v":1,"id":{{id}},"get":"nothing"}""").Header.GetProperty("id").GetRawText(), Is.EqualTo(id));
        }
    }

    /// <summary>Of what a request may do, nothing ends the thread that answers all clients.</summary>
    [Test]
    public void An_exception_over_a_request_refuses_it_and_the_next_one_is_answered()
    {
        using HistoryFeed feed = new();
        feed.Server.AddHandler("state", (_, _) => throw new InvalidOperationException("Unreadable."));
        feed.Server.AddHandler("format", (_, _) => throw new FormatException("Unreadable."));
        feed.Server.AddHandler("json", (_, _) => throw new JsonException("Unreadable."));
        using RawClient client = new(feed.Server.Endpoint!);
        // More than the queries that a client may have under way.
        for (int i = 0; i < 9; i++)
        {
            foreach (string get in (string[])["state", "format", "json"])
            {
                Assert.That(client.Error($$"""{"v":1,"get":"{{get}}"}"""), Is.EqualTo("malformed"));
            }
        }
        Assert.That(client.Ask("""{"v":1,"get":"info"}""").Header.GetProperty("head").GetInt32(), Is.Zero);
    }

    /// <summary>Whatever comes, there is one reply to it, and the next request of another client is answered.</summary>
    [Test]
    public void Random_requests_get_one_reply_each()
    {
        using HistoryFeed feed = new();
        feed.Append(3000);
        using RawClient hostile = new(feed.Server.Endpoint!), other = new(feed.Server.Endpoint!);
        const int seed = 27;
        TestContext.Out.WriteLine($"Seed {seed}");
        Random random = new(seed);
        for (int round = 1; round <= 1500; round++)
        {
            hostile.Send(RandomRequest(random));
            Assert.That(hostile.Receive().Header.GetProperty("v").GetInt32(), Is.EqualTo(1));
            if (round % 50 == 0)
            {
                Assert.That(other.Ask("""{"v":1,"get":"info"}""").Header.GetProperty("head").GetInt32(), Is.EqualTo(3000));
            }
        }
    }

    [Test]
    public void Credit_is_the_number_of_replies_sent_ahead()
    {
        using HistoryFeed feed = new();
        feed.Append(9500);
        using RawClient client = new(feed.Server.Endpoint!);
        client.Send($$"""{{Everything}},"id":1,"credit":3}""");
        int messages = 0;
        for (int i = 0; i < 3; i++)
        {
            messages += client.Receive().Parts.Length / 3;
        }
        Assert.That(messages, Is.EqualTo(3000));
        // Of two requests the replies come in order, so nothing was sent beyond the credit.
        client.Send("""{"v":1,"get":"info","id":2}""");
        Assert.That(client.Receive().Header.GetProperty("id").GetInt32(), Is.EqualTo(2));
        JsonElement header;
        do
        {
            client.Send("""{"v":1,"get":"more","credit":1}""");
            (header, byte[][] parts) = client.Receive();
            Assert.That(header.GetProperty("id").GetInt32(), Is.EqualTo(1));
            messages += parts.Length / 3;
        }
        while (!header.GetProperty("done").GetBoolean());
        Assert.That(messages, Is.EqualTo(9500));
        // Three replies were not acknowledged yet.
        for (int i = 0; i < 3; i++)
        {
            client.Send("""{"v":1,"get":"more","credit":1}""");
        }
        Assert.That(client.Error("""{"v":1,"get":"more","credit":1}"""), Is.EqualTo("unknown_request"));
    }

    [Test]
    public void More_requests_than_the_limit_are_refused_and_counted()
    {
        using Meters meters = new();
        using HistoryFeed feed = new();
        using RawClient client = new(feed.Server.Endpoint!);
        string? error = null;
        // One reply at a time, at more than 2,000 a second after the first 2,000, or the test has no end.
        for (int i = 0; i < 1_000_000 && error is null; i++)
        {
            client.Send([.. Encoding.UTF8.GetBytes("""{"v":1,"get":"x"}""")]);
            if (i % 8 == 7)
            {
                for (int reply = 0; reply < 8; reply++)
                {
                    string word = client.Receive().Header.GetProperty("error").GetString()!;
                    error ??= word == "busy" ? word : null;
                }
            }
        }
        Assert.That(error, Is.EqualTo("busy"));
        Assert.That(meters[$"zmqnative.history.refused{{address={HistoryFeed.Anywhere},error=busy}}"], Is.Positive);
    }

    [Test]
    public void NetMQ_asks_with_REQ_and_DEALER()
    {
        using HistoryFeed feed = new();
        feed.Append(2345);
        using RequestSocket request = new();
        request.Connect(feed.Server.Endpoint!);
        using DealerSocket dealer = new();
        dealer.Connect(feed.Server.Endpoint!);
        foreach (NetMQSocket socket in (NetMQSocket[])[request, dealer])
        {
            List<uint> sequences = [];
            JsonElement header = default;
            do
            {
                int after = header.ValueKind == JsonValueKind.Undefined ? 0 : header.GetProperty("last").GetInt32();
                socket.SendFrame($$"""{"v":1,"get":"from","after":{{after}}}""");
                NetMQMessage reply = new();
                Assert.That(socket.TryReceiveMultipartMessage(TimeSpan.FromSeconds(30), ref reply!));
                header = JsonDocument.Parse(reply[0].Buffer).RootElement;
                for (int i = 3; i < reply.FrameCount; i += 3)
                {
                    sequences.Add(BitConverter.ToUInt32(reply[i].Buffer));
                }
            }
            while (!header.GetProperty("done").GetBoolean());
            Assert.That(sequences, Is.EqualTo(Enumerable.Range(0, 2345).Select(number => (uint)number)));
        }
    }

    [Test]
    public void Zeromq_js_asks_with_a_request_socket()
    {
        string program = Path.Combine(Path.GetDirectoryName(ZeromqJs.Install())!, "history.mjs");
        File.WriteAllText(program, """
            import { Request } from "zeromq";
            const socket = new Request();
            socket.connect(process.argv[2]);
            for (let after = 0, done = false; !done;) {
                await socket.send(JSON.stringify({ v: 1, get: "from", after }));
                const [first, ...parts] = await socket.receive();
                const header = JSON.parse(first);
                header.offsets.forEach((offset, i) =>
                    console.log(offset, parts[3 * i].toString(), parts[3 * i + 2].readUInt32LE(), parts[3 * i + 1].toString("hex")));
                ({ last: after, done } = header);
            }
            """);
        using HistoryFeed feed = new();
        feed.Append(1234);
        string[] lines = Peer.Run("node", [program, feed.Server.Endpoint!]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Is.EqualTo(Enumerable.Range(0, 1234).Select(number =>
            $"{number + 1} hashtx {number} {Convert.ToHexStringLower(HistoryFeed.Body((uint)number))}")));
    }

    [Test]
    public void Every_word_for_an_error_is_on_the_page()
    {
        string page = File.ReadAllText(Path.Combine(ProjectRulesTests.Repository, "docs", "history-protocol.md"));
        Assert.That(
            Enum.GetValues<ZmqNative.History.HistoryError>().Select(ZmqNative.History.HistoryProtocol.NameOf).Where(word => word != "other" && !page.Contains($"| `{word}` |", StringComparison.Ordinal)),
            Is.Empty);
    }

    // Well-formed with wrong members, with a byte changed, or no JSON at all. None has credit for a second reply.
    internal static byte[] RandomRequest(Random random)
    {
        string[] values = ["0", "1", "-1", "3000", "3001", "4294967295", "1e3", "true", "null", "\"hashtx\"", "\"\"", "[]", "[0]", "[9]", "{}", "\"\\u0000\""];
        string[] names = ["v", "get", "id", "after", "stream", "places", "topic", "address", "place", "first", "last"];
        string[] gets = ["info", "from", "range", "newest"];
        StringBuilder text = new($$"""{"v":1,"get":"{{gets[random.Next(4)]}}","topic":"hashtx","first":1,"last":2""");
        for (int members = random.Next(6); members > 0; members--)
        {
            text.Append(CultureInfo.InvariantCulture, $",\"{names[random.Next(names.Length)]}\":{values[random.Next(values.Length)]}");
        }
        byte[] request = Encoding.UTF8.GetBytes(text.Append('}').ToString());
        switch (random.Next(3))
        {
            case 0:
                request[random.Next(request.Length)] = (byte)random.Next(256);
                break;
            case 1:
                request = new byte[random.Next(300)];
                random.NextBytes(request);
                break;
            default:
                break;
        }
        return request;
    }
}
