using System.Net.Sockets;
using ZmqNative.IntegrationTests.Endpoint;

namespace ZmqNative.IntegrationTests;

/// <summary>Limits of the process.</summary>
[Platform(Exclude = "Win", Reason = "ulimit.")]
public sealed class LimitTests
{
    [TestCase(64, 128, "subscribe", "tcp://127.0.0.1:1")]
    [TestCase(64, 128, "demo")]
    [TestCase(127, 128, "publish", "-zmqpubhashblock=tcp://127.0.0.1:*", "--trace", "?")]
    [TestCase(1023, 1024, "publish", "-zmqpubhashblock=tcp://127.0.0.1:*", "--rpcport", "0", "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie")]
    [TestCase(1023, 1024, "subscribe", "tcp://127.0.0.1:1", "--page", "0")]
    public void Too_few_open_files_are_one_sentence_with_need_and_limit(int limit, int need, params string[] arguments)
    {
        using Tool tool = Tool.StartBy(
            ["sh", "-c", $"ulimit -n {limit}; exec \"$@\"", "sh"],
            arguments.Select(argument => argument == "?" ? TestData.Trace("mine-blocks") : argument));
        Assert.That(tool.WaitForExit(), Is.EqualTo(1));
        Assert.That(tool.Error.All, Is.EqualTo([$"Error: The limit of open files is {limit}, and at least {need} are needed: raise it (ulimit -n, LimitNOFILE= of a unit)."]));
    }

    /// <summary>More connections than open files: the publisher stays answerable, says so, and lets subscribers in again.</summary>
    [Test]
    [Platform("Linux")]
    public void Near_the_limit_nobody_more_is_let_in_and_the_RPC_answers()
    {
        const string Address = "tcp://127.0.0.1:*";
        using Tool tool = Tool.StartBy(
            ["sh", "-c", "ulimit -n 1024; exec \"$@\"", "sh"], "publish", $"-zmqpubhashblock={Address}", "--trace", TestData.Trace("mine-blocks"), "--rpcport", "0");
        Uri endpoint = new(tool.EndpointOf(Address));
        string rpc = tool.Output.WaitFor(line => line.StartsWith("RPC at ", StringComparison.Ordinal)).Split(' ', ',')[2];
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Tool.Deadline };
        List<TcpClient> crowd = [];
        try
        {
            for (int i = 0; i < 1100; i++)
            {
                if (i % 20 == 0)
                {
                    // So that the crowd is no faster than the tool, whatever else the machine does.
                    _ = http.GetStringAsync(new Uri($"{rpc}/healthz")).GetAwaiter().GetResult();
                }
                TcpClient one = new();
                crowd.Add(one);
                try
                {
                    one.Connect(endpoint.Host, endpoint.Port);
                }
                catch (SocketException)
                {
                    break; // It listens no more.
                }
            }
            Assert.That(tool.Error.WaitFor(line => line.StartsWith("Warning: ", StringComparison.Ordinal)), Does.Contain(" of 1024 open files are in use: no further subscriber is let in."));
            Assert.That(http.GetStringAsync(new Uri($"{rpc}/healthz")).GetAwaiter().GetResult(), Does.Contain("live"));
        }
        finally
        {
            crowd.ForEach(one => one.Dispose());
        }
        _ = tool.Error.WaitFor(line => line.EndsWith("subscribers are let in again.", StringComparison.Ordinal));
        using Tool subscriber = Tool.Start("subscribe", tool.EndpointOf(Address), "--wait", "30");
        _ = subscriber.Output.WaitFor(line => line.Contains(" connected: ", StringComparison.Ordinal));
    }

    /// <summary>A low limit of open files lowers that of the connections of the RPC, which is 512.</summary>
    [Test]
    public void The_connections_of_the_RPC_leave_three_quarters_of_the_open_files()
    {
        using Tool tool = Tool.StartBy(
            ["sh", "-c", "ulimit -n 1200; exec \"$@\"", "sh"], "publish", "-zmqpubhashblock=tcp://127.0.0.1:*", "--trace", TestData.Trace("mine-blocks"), "--rpcport", "0");
        Uri rpc = new(tool.Output.WaitFor(line => line.StartsWith("RPC at ", StringComparison.Ordinal)).Split(' ', ',')[2]);
        ConnectionCrowd.AssertLimit(rpc.Port, 300);
    }

    [Test]
    public void What_is_asked_for_is_enough()
    {
        using NetMqPublisher publisher = new();
        using Tool subscriber = Tool.StartBy(["sh", "-c", "ulimit -n 128; exec \"$@\"", "sh"], "subscribe", publisher.Endpoint, "--count", "1");
        publisher.WaitForSubscription();
        publisher.Send("hashtx", new string('0', 64), 0);
        Assert.That(subscriber.WaitForExit(), Is.Zero, subscriber.Error.ToString);
        using Tool relay = Tool.StartBy(
            ["sh", "-c", "ulimit -n 1024; exec \"$@\"", "sh"],
            "publish", "-zmqpubhashblock=tcp://127.0.0.1:*", "--rpcport", "0", "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie");
        relay.Output.WaitFor(line => line.StartsWith("RPC at ", StringComparison.Ordinal));
        Assert.That(relay.Signal(15), Is.Zero, relay.Error.ToString);
    }
}
