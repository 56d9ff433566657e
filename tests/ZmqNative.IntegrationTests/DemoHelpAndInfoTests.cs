namespace ZmqNative.IntegrationTests;

/// <summary>The commands that need nothing: demo, info, and every command's --help.</summary>
public sealed class DemoHelpAndInfoTests
{
    [Test]
    public void The_demo_shows_every_topic_and_ends_by_itself()
    {
        (int exitCode, string[] output, string[] error) = Tool.Run(["demo"]);
        Assert.That(exitCode, Is.Zero);
        Assert.That(error, Is.Empty);
        int header = Array.FindIndex(output, line => line.StartsWith("time ", StringComparison.Ordinal));
        Assert.That(header, Is.Not.Negative);
        string[] recorded = [.. new RecordedTrace("knots-wallet-topics", string.Empty).Messages.SelectMany(address => address).Select(message => message.Topic)];
        string[] shown = [.. output[(header + 1)..].TakeWhile(line => line.Length > 0).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])];
        Assert.That(shown, Is.EqualTo(recorded));
        Assert.That(shown.Distinct(), Is.EquivalentTo(["hashblock", "hashtx", "rawblock", "rawtx", "sequence"]));
        Assert.That(output[^1], Does.StartWith($"{recorded.Length} of {recorded.Length} notifications received"));
    }

    [Test]
    public void Info_says_versions_and_where_libzmq_is()
    {
        (int exitCode, string[] output, string[] error) = Tool.Run(["info"]);
        Assert.That(exitCode, Is.Zero);
        Assert.That(error, Is.Empty);
        Assert.That(output, Has.One.Match(@"^zmqnative +\d+\.\d+\.\d+").And.One.Match(@"^libzmq +\d+\.\d+\.\d+$").And.One.Match("^capabilities +ipc=.* curve="));
        Assert.That(output.Single(line => line.StartsWith("loaded from", StringComparison.Ordinal))["loaded from".Length..].Trim(), Does.Exist);
    }

    [Test]
    public void Help_of_a_command_has_examples([Values("publish", "subscribe", "record", "demo", "info", "keygen")] string command)
    {
        (int exitCode, string[] output, string[] error) = Tool.Run([command, "--help"]);
        Assert.That(exitCode, Is.Zero);
        Assert.That(error, Is.Empty);
        int examples = Array.FindIndex(output, line => line.Trim() == "Examples:");
        Assert.That(examples, Is.Not.Negative);
        Assert.That(output[examples + 1].Trim(), Does.StartWith($"zmqnative {command}"));
    }

    [TestCase("--help")]
    [TestCase]
    public void Help_of_the_tool_names_the_commands_and_exit_codes(params string[] arguments)
    {
        (int exitCode, string[] output, _) = Tool.Run(arguments);
        Assert.That(exitCode, Is.Zero);
        string help = string.Join('\n', output);
        Assert.That(help, Does.Contain("Exit codes: 0 done; 1 could not start").And.Contain("'kill PID' (SIGTERM) ends it").And.Match(@"\n  publish .*\n(.*\n)*  subscribe .*\n(.*\n)*  demo .*\n(.*\n)*  info "));
    }
}
