using ZmqNative.Cli;

namespace ZmqNative.IntegrationTests;

/// <summary>What is written to a terminal or to a pipe.</summary>
public sealed class OutputTests
{
    private static readonly string s_hash = new('0', 64);

    [TestCase]
    [TestCase("--json")]
    [Platform(Exclude = "Win", Reason = "A shell makes the pipe.")]
    public void It_ends_at_the_first_write_that_finds_no_reader(params string[] options)
    {
        using NetMqPublisher publisher = new();
        using Tool pipe = Tool.StartBy(
            ["sh", "-c", "{ \"$@\"; echo ended $? >&2; } | head -4", "sh"], ["subscribe", publisher.Endpoint, .. options]);
        publisher.WaitForSubscription();
        // More than a pipe holds.
        for (uint i = 0; i < 2000; i++)
        {
            publisher.Send("hashtx", s_hash, i);
        }
        pipe.Error.WaitFor(line => line.StartsWith("ended", StringComparison.Ordinal));
        Assert.That(pipe.Output.All, Has.Length.EqualTo(4));
        Assert.That(pipe.Error.All, Is.EqualTo(["ended 0"]));
    }

    [TestCase("demo")]
    [TestCase("info")]
    [TestCase("publish", "--help")]
    [TestCase("publish", "-zmqpubhashblock=tcp://127.0.0.1:*", "--trace", "?")]
    [Platform(Exclude = "Win", Reason = "A shell makes the pipe.")]
    public void Every_command_ends_without_a_reader(params string[] arguments)
    {
        using Tool pipe = Tool.StartBy(
            ["sh", "-c", "{ \"$@\"; echo ended $? >&2; } | true", "sh"],
            arguments.Select(argument => argument == "?" ? TestData.Trace("mine-blocks") : argument));
        pipe.Error.WaitFor(line => line == "ended 0");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "/dev/full.")]
    public void A_full_disk_is_one_sentence()
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.StartBy(["sh", "-c", "exec \"$@\" > /dev/full", "sh"], "subscribe", publisher.Endpoint, "--json");
        Assert.That(tool.WaitForExit(), Is.EqualTo(1));
        Assert.That(tool.Error.All, Has.Length.EqualTo(1).And.All.StartsWith("Error: No space left on device"));
    }

    [Test]
    public void What_a_publisher_sends_cannot_control_the_terminal()
    {
        using NetMqPublisher publisher = new();
        using Tool tool = Tool.Start("subscribe", publisher.Endpoint, "--count", "2");
        publisher.WaitForSubscription();
        publisher.Send("\u001b[2J\r\ngap: forged\u007f", s_hash, 0);
        publisher.Send("\u001b[2J\r\ngap: forged\u007f", s_hash, 2);
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
        Assert.That(tool.Output.All, Has.None.Match("[\\x00-\\x1f\\x7f-\\x9f\\u202e]"));
        Assert.That(tool.Output.All, Has.Some.Contains(@" \x1b[2J\r\ngap: forged\x7f").And.None.StartsWith("gap: forged"));
        Assert.That(tool.Output.All, Has.One.StartsWith(@"gap: 1 \x1b[2J\r\ngap: forged"));
    }

    [TestCase("no\u0000thing\u009b", ExpectedResult = @"no\x00thing\x9b")]
    [TestCase("a\u202eb\u2028c\u200b", ExpectedResult = @"a\u202eb\u2028c\u200b")]
    [TestCase("plain, ünïcode, 雪", ExpectedResult = "plain, ünïcode, 雪")]
    public string What_moves_the_cursor_begins_lines_or_reverses_text_is_escaped(string text) => PlainText.Escape(text);

    [Test]
    public void A_name_in_an_error_cannot_control_the_terminal()
    {
        (int exitCode, _, string[] error) = Tool.Run(["publish", "--blocks", "no\u001b[2J\nforged", "-zmqpubhashblock=tcp://127.0.0.1:*"]);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Has.Length.EqualTo(1).And.All.Contains(@"no\x1b[2J\nforged: expected "));
    }
}
