using ZmqNative.Cli;

namespace ZmqNative.IntegrationTests;

/// <summary>Each option of each command, used as it cannot be used: a sentence that names it, and no exception.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CommandLineTests
{
    private static IEnumerable<TestCaseData> OptionsWithAValue =>
        from command in CommandLine.CreateRoot([]).Subcommands
        from option in command.Options
        where option.Arity.MinimumNumberOfValues > 0 && !option.Hidden
        select new TestCaseData(command.Name, option.Name);

    [TestCaseSource(nameof(OptionsWithAValue))]
    public void An_option_without_its_value_is_named(string command, string option) =>
        Assert.That(Fault([.. Needed(command, option), option]), Does.Contain(option));

    [TestCaseSource(nameof(OptionsWithAValue))]
    public void An_option_with_an_empty_value_is_named(string command, string option) =>
        Assert.That(Fault([.. Needed(command, option), option, ""]), Does.Contain(option));

    [TestCaseSource(nameof(OptionsWithAValue))]
    public void An_option_that_is_given_twice_ends_in_no_exception(string command, string option) =>
        Assert.That(() => Fault([.. Needed(command, option), option, "1", option, "2"]), Throws.Nothing);

    [TestCase("'--bocks'", "verify", "--bocks", "x")]
    [TestCase("'y'", "verify", "--blocks", "x", "y")]
    [TestCase("--blocks", "verify", "--blocks", "a", "--blocks", "b")]
    [TestCase("--workers", "verify", "--blocks", "a", "--workers", "abc")]
    [TestCase("--workers", "verify", "--blocks", "a", "--workers", "-1")]
    public void What_explains_the_rest_is_said(string expected, params string[] arguments) =>
        Assert.That(Fault(arguments), Does.Contain(expected));

    // What else makes it a good line.
    private static string[] Needed(string command, string option) => (command, option) switch
    {
        ("subscribe", _) => [command, "tcp://127.0.0.1:1"],
        ("record", "--node") => [command, "folder"],
        ("record", _) => [command, "folder", "--node", "http://127.0.0.1:1"],
        ("keygen", _) => [command, "name"],
        ("verify", not "--blocks") => [command, "--blocks", "folder"],
        _ => [command],
    };

    private static string? Fault(params string[] arguments) => CommandLine.Fault(CommandLine.CreateRoot([]).Parse(arguments));
}
