using System.Text.RegularExpressions;

namespace ZmqNative.IntegrationTests;

/// <summary>bitcoind's options beyond the addresses: -debug=zmq and -conf.</summary>
public sealed partial class LogAndConfigurationTests
{
    private const string First = "tcp://127.0.0.1:*";
    private const string Second = "tcp://127.0.0.1:0";

    [TestCase("mine-blocks")]
    [TestCase("rbf-replacement")]
    [TestCase("mempool-conflict-and-expiry")]
    [TestCase("multi-address")]
    [Platform(Exclude = "Win", Reason = "bitcoind knows no unix: on Windows.")]
    public void The_log_is_bitcoinds(string name)
    {
        using TempFolder folder = new();
        RecordedTrace trace = new(name, folder.Child("s"));
        (int exitCode, _, string[] error) = Tool.Run(["publish", "--trace", trace.Folder, "-debug=zmq", "--exit", .. trace.Options]);
        Assert.That(exitCode, Is.Zero);
        string[] logged = [.. error.Where(line => line.Contains("[zmq]", StringComparison.Ordinal))];
        Assert.That(logged, Has.All.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \[zmq\] "));
        Assert.That(logged.Select(line => WithoutVersion(line[line.IndexOf('[', StringComparison.Ordinal)..])), Is.EqualTo(trace.Log.Select(WithoutVersion)));
    }

    [Test]
    public void Addresses_of_command_line_and_file_add_up_and_both_publish()
    {
        using TempFolder folder = new();
        string file = folder.Write("bitcoin.conf", $"""
            zmqpubhashblock={Second}
            zmqpubsequencehwm=7 # the first in the file wins
            zmqpubsequencehwm=8
            server=1
            [main]
            zmqpubrawblock=unix:/not/for/this/chain
            [regtest]
            zmqpubsequence={Second}
            """);
        RecordedTrace trace = new("mine-blocks", string.Empty);
        using Tool publisher = Tool.Start("publish", "--trace", trace.Folder, "--wait-for-subscribers", "1", "--settle", "3000", "--exit", "-regtest", $"-conf={file}", $"-zmqpubhashblock={First}");
        using NetMqSubscriber first = new(publisher.EndpointOf(First));
        using NetMqSubscriber second = new(publisher.EndpointOf(Second));
        Assert.That(publisher.WaitForExit(), Is.Zero, publisher.Error.ToString);
        IEnumerable<Notification> recorded = trace.Messages[First];
        Assert.That(first.ReceiveToTheEnd(), Is.EqualTo(recorded.Where(message => message.Topic is "hashblock")));
        Assert.That(second.ReceiveToTheEnd(), Is.EqualTo(recorded.Where(message => message.Topic is "hashblock" or "sequence")));
        Assert.That(publisher.Output.All.Select(line => line.Split(" bound to ")[0]),
            Is.EqualTo([$"pubhashblock {First} hwm 1000", $"pubhashblock {Second} hwm 1000", $"pubsequence {Second} hwm 7"]));
    }

    [Test]
    public void Without_source_and_address_it_says_that_it_publishes_the_recording_at_the_usual_address()
    {
        // Whether the port is free or not: the tool tries that one.
        (_, string[] output, string[] error) = Tool.Run(["publish", "--exit"]);
        Assert.That(output[0], Is.EqualTo("No source is given: what is published is the recorded session inside the tool."));
        Assert.That(output.Concat(error), Is.SupersetOf(((string[])["hashblock", "hashtx", "rawblock", "rawtx", "sequence"]).Select(topic => $"pub{topic} tcp://127.0.0.1:28332 hwm 1000"))
            .Or.One.StartsWith("Error: Cannot publish on -zmqpubhashblock=tcp://127.0.0.1:28332: "));
    }

    private static string WithoutVersion(string line) => Version().Replace(line, "version X");

    [GeneratedRegex(@"version \d+\.\d+\.\d+")]
    private static partial Regex Version();
}
