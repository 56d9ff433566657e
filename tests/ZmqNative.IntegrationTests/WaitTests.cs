using System.Net;
using System.Net.Sockets;
using ZmqNative.NodeTests.Rpc;

namespace ZmqNative.IntegrationTests;

/// <summary>Whoever waits says what for and why it has not come, on stderr, and gives up after --wait.</summary>
/// <remarks>The tools wait most of the time, and so wait together.</remarks>
[Parallelizable(ParallelScope.Children)]
public sealed class WaitTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    // Port 1 of loopback (tcpmux) is where nobody listens.
    private const string Nobody = "tcp://127.0.0.1:1";
    private const string DeadNode = "http://127.0.0.1:1";

    private static readonly string[] s_deadNode = ["--node", DeadNode, "--node-cookie", "/nowhere/.cookie"];

    [Test]
    public void A_subscriber_says_which_publisher_it_waits_for()
    {
        using Tool tool = Tool.Start("subscribe", Nobody);
        tool.Error.WaitFor(line => line.StartsWith($"Waiting for {Nobody}: the connection is refused", StringComparison.Ordinal));
    }

    [TestCase("tcp://no-such-host.invalid:1", "the name 'no-such-host.invalid' was not found")]
    [TestCase("unix:/nowhere/socket", "there is no socket /nowhere/socket")]
    [Platform(Exclude = "Win", Reason = "unix:")]
    public void The_reason_is_the_true_one(string address, string reason)
    {
        using Tool tool = Tool.Start("subscribe", address);
        tool.Error.WaitFor(line => line.StartsWith($"Waiting for {address}: {reason}", StringComparison.Ordinal));
    }

    [Test]
    public void In_json_it_is_an_object_too()
    {
        using Tool tool = Tool.Start("subscribe", Nobody, "--json");
        tool.Output.WaitFor(line => line.StartsWith($$"""{"event":"waiting","for":"{{Nobody}}","reason":""", StringComparison.Ordinal));
        tool.Error.WaitFor(line => line.StartsWith($"Waiting for {Nobody}: ", StringComparison.Ordinal));
    }

    [Test]
    public void A_publisher_that_speaks_no_zmtp_is_a_reason_of_its_own()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        string address = $"tcp://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        using Tool tool = Tool.Start("subscribe", address);
        tool.Error.WaitFor(line => line.StartsWith($"Waiting for {address}: the connection is accepted, but nothing is said there", StringComparison.Ordinal));
    }

    [Test]
    public void A_connected_subscriber_says_which_messages_have_not_come()
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start("subscribe", publisher.Endpoint, "--topic", "rawtx", "--topic", "hash");
        tool.Error.WaitFor(line => line == $"Waiting for messages from {publisher.Endpoint}: connected, and no rawtx or hash has come yet; a publisher does not say which topics it has.");
    }

    [TestCase("publisher", "Error: Waited 1 s for tcp://127.0.0.1:1 in vain: ", "subscribe", Nobody)]
    [TestCase("node", "Error: Waited 1 s for the node at http://127.0.0.1:1 in vain: ", "subscribe", "--node", DeadNode, "--node-cookie", "/nowhere/.cookie")]
    [TestCase("subscriber", "Error: Waited 1 s for subscribers in vain: 0 of 1 subscribers are connected to tcp://127.0.0.1:*.", "publish", "--trace", "?", "--wait-for-subscribers", "1", $"-zmqpubhashblock={Anywhere}")]
    [TestCase("relay", "Error: Waited 1 s for the node in vain: ", "publish", "--node", DeadNode, "--node-cookie", "/nowhere/.cookie", $"-zmqpubhashblock={Anywhere}")]
    [TestCase("record", "Error: Waited 1 s for the node at http://127.0.0.1:1 in vain: ", "record", "?new", "--node", DeadNode, "--node-cookie", "/nowhere/.cookie")]
    public void With_wait_it_ends_with_the_reason(string what, string expected, params string[] arguments)
    {
        _ = what;
        using TempFolder folder = new();
        (int exitCode, _, string[] error) = Tool.Run([.. arguments.Select(argument => argument switch
        {
            "?" => TestData.Trace("mine-blocks"),
            "?new" => folder.Child("session"),
            _ => argument,
        }), "--wait", "1"]);
        Assert.That(exitCode, Is.EqualTo(1), string.Join('\n', error));
        Assert.That(error[^1], Does.StartWith(expected).And.EndsWith("."));
    }

    /// <summary>Another service has the port, or a proxy has a page of its own: the node may come.</summary>
    [TestCase("publisher", "subscribe", "?address")]
    [TestCase("node", "subscribe", "--node", "?url")]
    [TestCase("node", "subscribe", "?live", "--follow-blocks", "--node", "?url")]
    [TestCase("node", "record", "?new", "--node", "?url")]
    [TestCase("node", "record", "?new", "--node", "?url", "--upstream", "?address")]
    public async Task A_foreign_http_service_is_waited_for_with_the_reason(string what, params string[] arguments)
    {
        using TempFolder folder = new();
        await using Stranger page = new(_ => Stranger.Http("200 OK", "<html>welcome</html>"));
        await using Stranger port = new(_ => Stranger.Http("400 Bad Request", string.Empty), anything: true);
        using NetMqPublisher live = new();
        string address = $"tcp://{port.Address.Authority}", url = $"{page.Address}".TrimEnd('/');
        string[] cookie = what == "node" ? ["--node-cookie", folder.Write(".cookie", "__cookie__:x")] : [];
        string[] Words() => [.. arguments.Select(argument => argument switch
        {
            "?address" => address,
            "?url" => url,
            "?live" => live.Endpoint,
            "?new" => folder.Child($"{Guid.NewGuid()}"),
            _ => argument,
        }), .. cookie];
        (string name, string reason) = what == "node"
            ? ($"the node at {url}", "(HTTP 200) is not a node's RPC: the answer begins with '<html>welcome</html>'.")
            : (address, "no ZMQ is spoken there, but HTTP, as at the port of a node's RPC.");
        using Tool patient = Tool.Start(Words());
        patient.Error.WaitFor(line => line.StartsWith($"Waiting for {name}: ", StringComparison.Ordinal) && line.EndsWith(reason, StringComparison.Ordinal));
        (int exitCode, _, string[] error) = Tool.Run([.. Words(), "--wait", "2"]);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error[^1], Does.StartWith($"Error: Waited 2 s for {name} in vain: ").And.EndsWith(reason));
        Assert.That(patient.Signal(15), Is.Zero, patient.Error.ToString);
    }

    [Test]
    public void A_first_message_that_does_not_come_ends_the_wait()
    {
        using NetMqPublisher publisher = new();
        (int exitCode, _, string[] error) = Tool.Run(["subscribe", publisher.Endpoint, "--topic", "rawtx", "--wait", "4"]);
        Assert.That((exitCode, error[^1]), Is.EqualTo((1, $"Error: Waited 4 s for messages from {publisher.Endpoint} in vain: connected, and no rawtx has come yet; a publisher does not say which topics it has.")));
    }

    [Test]
    public void First_messages_that_are_malformed_end_the_wait_with_what_is_wrong()
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start("subscribe", publisher.Endpoint, "--topic", "hashblock", "--wait", "4");
        publisher.WaitForSubscription();
        publisher.Send("hashblock", new string('0', 64), new string('0', 16));
        Assert.That((tool.WaitForExit(), tool.Error.All[^1]), Is.EqualTo((1,
            $"Error: Waited 4 s for messages from {publisher.Endpoint} in vain: messages have come and are malformed, such as hashblock: the counter is not 4 bytes.")));
    }

    [Test]
    public void A_relay_that_receives_malformed_messages_alone_says_so()
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start(["publish", $"-zmqpubhashblock={Anywhere}", .. s_deadNode, "--upstream", publisher.Endpoint]);
        while (publisher.WaitForSubscription() != "hashblock")
        {
        }
        publisher.Send("hashblock", new string('0', 64), new string('0', 16));
        tool.Error.WaitFor(line => line == $"Warning: {publisher.Endpoint}: A message of hashblock cannot be read: the counter is not 4 bytes.");
    }

    [Test]
    public void A_dead_node_beside_a_live_publisher_is_named()
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start(["subscribe", publisher.Endpoint, "--follow-blocks", .. s_deadNode]);
        tool.Error.WaitFor(line => line.StartsWith($"Waiting for the node at {DeadNode}: ", StringComparison.Ordinal));
        publisher.WaitForSubscription();
        publisher.Send("hashtx", new string('0', 64), 0);
        tool.Output.WaitFor(line => line.Contains(" hashtx ", StringComparison.Ordinal));
    }

    [Test]
    public void A_recorder_names_a_dead_node([Values] bool withUpstream)
    {
        using TempFolder folder = new();
        using Tool tool = Tool.Start(["record", folder.Child("session"), .. s_deadNode, .. withUpstream ? (string[])["--upstream", Nobody] : []]);
        tool.Error.WaitFor(line => line.StartsWith($"Waiting for the node at {DeadNode}: ", StringComparison.Ordinal));
    }

    [Test]
    public void A_recorder_says_that_it_waits_for_the_publisher()
    {
        using TempFolder folder = new();
        using Tool tool = Tool.Start(["record", folder.Child("session"), .. s_deadNode, "--upstream", Nobody]);
        tool.Error.WaitFor(line => line.StartsWith("Waiting for the node's publisher: the connection is refused", StringComparison.Ordinal));
    }

    [Test]
    public void A_relay_names_a_dead_node()
    {
        using Tool tool = Tool.Start(["publish", $"-zmqpubhashblock={Anywhere}", .. s_deadNode]);
        tool.Error.WaitFor(line => line.StartsWith("Waiting for the node: ", StringComparison.Ordinal));
    }

    /// <summary>As subscribers of ZMTP 2.0 and older are, for which libzmq reports no handshake.</summary>
    [Test]
    public void A_connection_without_a_handshake_counts_and_is_named()
    {
        using Tool tool = Tool.Start("publish", "--trace", TestData.Trace("mine-blocks"), "--wait-for-subscribers", "1", "--exit", $"-zmqpubhashblock={Anywhere}");
        using RawClient silent = new(tool.EndpointOf(Anywhere));
        Assert.That(tool.WaitForExit(), Is.Zero);
        Assert.That(tool.Error.All, Has.One.EqualTo(
            $"A peer at {Anywhere} completes no handshake, as with ZMTP 2.0 or less: its connection counts as one."));
    }

    [Test]
    public void A_publisher_says_that_it_waits_for_subscribers()
    {
        using Tool tool = Tool.Start("publish", "--trace", TestData.Trace("mine-blocks"), "--wait-for-subscribers", "1", $"-zmqpubhashblock={Anywhere}");
        tool.Error.WaitFor(line => line == $"Waiting for subscribers: 0 of 1 subscribers are connected to {Anywhere}.");
    }
}
