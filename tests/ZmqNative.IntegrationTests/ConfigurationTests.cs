namespace ZmqNative.IntegrationTests;

/// <summary><c>zmqnative publish</c>: options from the environment, appsettings.json, the command line and bitcoin.conf together.</summary>
[Platform(Exclude = "Win", Reason = "The program env sets variables and the working directory.")]
public sealed class ConfigurationTests
{
    private const string First = "tcp://127.0.0.1:*";
    private const string Second = "tcp://127.0.0.1:0";

    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void RemoveFolder() => _folder?.Dispose();

    [Test]
    public void Addresses_of_all_sources_add_up_and_the_first_number_counts()
    {
        _folder.Write("appsettings.json", $$"""
            { "zmqpubhashblock": ["{{Second}}", "{{First}}"], "zmqpubhashblockhwm": 7, "zmqpubsequencehwm": 8, "regtest": true, "trace": "/not/this/one", "exit": true, "Logging": {} }
            """);
        string file = _folder.Write("bitcoin.conf", $"[regtest]\nzmqpubhashblock={Second}\nzmqpubsequence={Second}\nzmqpubhashblockhwm=9\nzmqpubsequencehwm=9\n");
        (int exitCode, string[] output, string[] error) = Run(
            [$"ZMQNATIVE_conf={file}", "ZMQNATIVE_ZMQPUBSEQUENCEHWM=6", $"ZMQNATIVE_TRACE={TestData.Trace("mine-blocks")}"], $"-zmqpubhashblock={First}");
        Assert.That(exitCode, Is.Zero, string.Join('\n', error));
        Assert.That(Rows(output), Is.EqualTo(
            [$"pubhashblock {First} hwm 7", $"pubhashblock {Second} hwm 7", $"pubhashblock {First} hwm 7", $"pubhashblock {Second} hwm 7", $"pubsequence {Second} hwm 6"]));
        Assert.That(error, Has.One.StartsWith("Published "));
    }

    [Test]
    public void The_environment_stands_before_appsettings_and_the_command_line_before_both()
    {
        _folder.Write("appsettings.json", $$"""{ "zmqpubhashblock": "{{First}}", "linger": 1, "speed": "nonsense" }""");
        (int exitCode, string[] output, string[] error) = Run([$"ZMQNATIVE_zmqpubhashblock={Second}", "ZMQNATIVE_speed=also nonsense", "ZMQNATIVE_EXIT=true"], "--speed", "max");
        Assert.That(exitCode, Is.Zero, string.Join('\n', error));
        Assert.That(Rows(output), Is.EqualTo([$"pubhashblock {Second} hwm 1000"]));
    }

    [Test]
    public void Several_addresses_in_the_environment_are_numbered()
    {
        (int exitCode, string[] output, _) = Run([$"ZMQNATIVE_zmqpubhashtx__0={First}", $"ZMQNATIVE_zmqpubhashtx__1={Second}", "ZMQNATIVE_zmqpubrawtx="], "--exit");
        Assert.That(exitCode, Is.Zero);
        Assert.That(Rows(output), Is.EqualTo([$"pubhashtx {First} hwm 1000", $"pubhashtx {Second} hwm 1000"]));
    }

    [TestCase("ZMQNATIVE_LINGER=much", "Error: --linger takes a whole number from 0 to 2147483647, not 'much'. See --help.")]
    [TestCase("ZMQNATIVE_zmqpubhashblock=foo:0", "Error: Invalid port specified in -zmqpubhashblock: 'foo:0'")]
    public void A_mistake_in_the_environment_is_told_as_one_on_the_command_line(string variable, string expected)
    {
        (int exitCode, _, string[] error) = Run([variable], "--exit");
        Assert.That((exitCode, string.Join('\n', error)), Is.EqualTo((1, expected)));
    }

    [Test]
    public void A_malformed_appsettings_is_one_sentence()
    {
        _folder.Write("appsettings.json", "{ nonsense");
        (int exitCode, _, string[] error) = Run([], "--exit");
        Assert.That((exitCode, error.Length), Is.EqualTo((1, 1)));
        Assert.That(error[0], Does.StartWith("Error: ").And.Contains("appsettings.json"));
    }

    private (int ExitCode, string[] Output, string[] Error) Run(string[] variables, params string[] arguments)
    {
        using Tool tool = Tool.StartBy(["env", "-C", _folder.Child("."), $"ZMQNATIVE_TRACE={TestData.Trace("mine-blocks")}", .. variables], ["publish", .. arguments]);
        return (tool.WaitForExit(), tool.Output.All, tool.Error.All);
    }

    private static string[] Rows(string[] output) => [.. output.Select(line => line.Split(" bound to ")[0])];
}
