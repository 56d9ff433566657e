using ZmqNative.IntegrationTests;

namespace ZmqNative.JetStream.Tests;

/// <summary>The tool as a process: what it publishes is in the stream, and it shows what is there.</summary>
public sealed class ToolTests
{
    private NatsServer? _server;

    [SetUp]
    public void Start() => _server = NatsServer.Start();

    [TearDown]
    public void End() => _server?.Dispose();

    [Test]
    public void A_recording_goes_through_the_stream_whole()
    {
        string folder = _server!.Folder;
        string configuration = Path.Combine(folder, "bitcoin.conf");
        File.WriteAllText(configuration, "jetstreamchain=regtest\njetstreammaxage=48\n");
        string trace = TestData.Trace("mempool-and-block");
        (int exitCode, string[] output, string[] error) = Tool.Run(
            ["publish", "--trace", trace, "--exit", $"-conf={configuration}", "--jetstream", _server.Address, "-zmqpubhashtx=tcp://127.0.0.1:*", "-zmqpubrawblock=tcp://127.0.0.1:*"]);
        Assert.That(exitCode, Is.Zero, string.Join('\n', error));
        Assert.That(output, Has.Some.EqualTo("JetStream Writing: Stores in bitcoin-regtest."));

        using Tool all = Tool.Start("subscribe", _server.Address, "--jetstream-chain", "regtest", "--from", "first", "--json", "--no-body", "--count", "5");
        Assert.That(all.WaitForExit(), Is.Zero, all.Error.ToString);
        string[] shown = [.. all.Output.All.Where(line => line.Contains("\"topic\":\"hashtx\"", StringComparison.Ordinal) || line.Contains("\"topic\":\"rawblock\"", StringComparison.Ordinal))];
        Assert.That(shown, Has.Length.EqualTo(5));
        string position = all.Error.WaitFor(line => line.StartsWith("Position: ", StringComparison.Ordinal))["Position: ".Length..];

        using Tool rest = Tool.Start("subscribe", _server.Address, "--jetstream-chain", "regtest", "--from", position, "--json", "--no-body", "--count", "1");
        Assert.That(rest.WaitForExit(), Is.Zero, rest.Error.ToString);
    }

    [TestCase("--jetstream=http://127.0.0.1:1", "--jetstream has 'http://127.0.0.1:1', which is no address: nats://host:4222 or tls://host:4222.")]
    [TestCase("--jetstream-max-age=-1", "--jetstream-max-age takes a number above 0, not '-1'.")]
    [TestCase("--jetstream-max-age=0.01", "--jetstream-max-age is 00:00:36, which is below 00:02:00.")]
    [TestCase("--jetstream-chain=a.b", "--jetstream-chain is 'a.b', but takes letters, digits, _ and - only.")]
    [TestCase("--jetstream-nkey=/nowhere", "--jetstream-nkey is '/nowhere', which is no file.")]
    public void Bad_options_are_one_sentence(string option, string sentence)
    {
        string[] server = option.StartsWith("--jetstream=", StringComparison.Ordinal) ? [] : ["--jetstream", _server!.Address];
        (int exitCode, _, string[] error) = Tool.Run(["publish", .. server, "-zmqpubhashtx=tcp://127.0.0.1:*", "--trace", TestData.Trace("mempool-and-block"), option]);
        Assert.That((exitCode, error.Last()), Is.EqualTo((1, $"Error: {sentence}")));
    }

    [TestCase("a b", "--durable is 'a b', but takes letters, digits, _ and - only.")]
    [TestCase("a-next", "--durable is 'a-next', but a name with -next at its end is the second consumer of another one.")]
    public void A_bad_name_of_a_durable_consumer_is_one_sentence(string name, string sentence)
    {
        (int exitCode, _, string[] error) = Tool.Run(["subscribe", _server!.Address, "--durable", name]);
        Assert.That((exitCode, error.Last()), Is.EqualTo((1, $"Error: {sentence}")));
    }

    [TestCase("--jetstream-buffer=5000000", "--jetstream-buffer has no effect without --jetstream.")]
    [TestCase("--jetstream-chain=test", "--jetstream-chain has no effect without --jetstream.")]
    public void Options_that_have_no_effect_are_refused(string option, string sentence)
    {
        (int exitCode, _, string[] error) = Tool.Run(["publish", "-zmqpubhashtx=tcp://127.0.0.1:*", "--trace", TestData.Trace("mempool-and-block"), option]);
        Assert.That((exitCode, error.Last()), Is.EqualTo((1, $"Error: {sentence}")));
    }

    /// <summary>Nothing listens there, and the block alone is larger than the buffer.</summary>
    [Test]
    public void What_was_dropped_is_said()
    {
        string block = Path.Combine(TestData.Blocks, "mainnet-0000000000000000001602407ac49862a7bca9d00f7f402db20b7be2f5de59d2.raw");
        using Tool tool = Tool.Start(
            ["publish", "--blocks", block, "--jetstream", "nats://127.0.0.1:1", "--jetstream-buffer", "1048576", "-zmqpubhashtx=tcp://127.0.0.1:*", "-zmqpubrawblock=tcp://127.0.0.1:*"]);
        string said = tool.Error.WaitFor(line => line.Contains("dropped", StringComparison.Ordinal));
        Assert.That(said, Does.Match(@"\[ZmqNative\.JetStream\] \d+ messages were dropped before they were stored: the buffer of 1048576 bytes was full, and no history held them$"));
        Assert.That(tool.Error.All, Has.None.Contains("[NATS."));
    }

    [Test]
    public void A_stream_that_is_configured_otherwise_ends_the_tool()
    {
        string[] publish = ["publish", "--exit", "--jetstream", _server!.Address, "--trace", TestData.Trace("mempool-and-block"), "-zmqpubhashtx=tcp://127.0.0.1:*"];
        Assert.That(Tool.Run(publish).ExitCode, Is.Zero);
        using Tool tool = Tool.Start([.. publish[..1], .. publish[2..], "--jetstream-max-bytes", "50000000"]);
        Assert.That(tool.WaitForExit(), Is.EqualTo(1));
        Assert.That(tool.Error.All[^1], Is.EqualTo("Error: The stream bitcoin-main is configured otherwise: max_bytes is 10000000000 and not 50000000."));
    }
}
