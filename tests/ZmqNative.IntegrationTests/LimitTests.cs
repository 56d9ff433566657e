namespace ZmqNative.IntegrationTests;

/// <summary>Limits of the process.</summary>
[Platform(Exclude = "Win", Reason = "ulimit.")]
public sealed class LimitTests
{
    [TestCase(64, 128, "subscribe", "tcp://127.0.0.1:1")]
    [TestCase(64, 128, "demo")]
    [TestCase(127, 128, "publish", "-zmqpubhashblock=tcp://127.0.0.1:*", "--trace", "?")]
    [TestCase(128, 256, "publish", "-zmqpubhashblock=tcp://127.0.0.1:*", "--rpcport", "0", "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie")]
    public void Too_few_open_files_are_one_sentence_with_need_and_limit(int limit, int need, params string[] arguments)
    {
        using Tool tool = Tool.StartBy(
            ["sh", "-c", $"ulimit -n {limit}; exec \"$@\"", "sh"],
            arguments.Select(argument => argument == "?" ? TestData.Trace("mine-blocks") : argument));
        Assert.That(tool.WaitForExit(), Is.EqualTo(1));
        Assert.That(tool.Error.All, Is.EqualTo([$"Error: The limit of open files is {limit}, and at least {need} are needed: raise it (ulimit -n, LimitNOFILE= of a unit)."]));
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
            ["sh", "-c", "ulimit -n 256; exec \"$@\"", "sh"],
            "publish", "-zmqpubhashblock=tcp://127.0.0.1:*", "--rpcport", "0", "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie");
        relay.Output.WaitFor(line => line.StartsWith("RPC at ", StringComparison.Ordinal));
        Assert.That(relay.Signal(15), Is.Zero, relay.Error.ToString);
    }
}
