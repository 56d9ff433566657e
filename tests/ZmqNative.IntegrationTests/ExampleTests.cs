namespace ZmqNative.IntegrationTests;

/// <summary>What holds for every example.</summary>
public sealed class ExampleTests
{
    private static readonly string[] s_names =
        [.. Directory.GetFiles(Example.Folder, "*.csproj", SearchOption.AllDirectories).Select(Name).Order()];

    [TestCaseSource(nameof(s_names))]
    public void It_is_listed_built_with_the_solution_and_says_how_to_run_it(string name)
    {
        Assert.That(Read("README.md"), Does.Contain($"[{name}]({name}/Program.cs)"));
        Assert.That(Read("..", "ZmqNative.sln"), Does.Contain($@"examples\{name}\{name}.csproj"));
        Assert.That(Read(name, "Program.cs"), Does.Contain($"//     dotnet run --project examples/{name} -- "));
    }

    [TestCase("Consumer")]
    [TestCase("BlockFollower")]
    [TestCase("MempoolMirror")]
    [TestCase("Relay")]
    [TestCase("TransactionWatcher")]
    [TestCase("BlockEvents")]
    [TestCase("BlockStore")]
    [TestCase("Telemetry")]
    [Platform(Exclude = "Win", Reason = "Tool.StartProgram uses env.")]
    public void Without_arguments_it_says_which_there_are(string name)
    {
        using Tool example = Example.Start(name);
        Assert.That(example.WaitForExit(), Is.EqualTo(1));
        Assert.That(example.Error.All, Has.Length.EqualTo(1).And.All.StartsWith($"Usage: {name} "));
    }

    [TestCase("Consumer", "foo")]
    [TestCase("MinimalNode", "foo")]
    [TestCase("BlockFollower", "foo", "cookie")]
    [TestCase("BlockFollower", "ftp://127.0.0.1", "cookie")]
    [TestCase("MempoolMirror", "foo", "cookie")]
    [TestCase("Relay", "foo", "cookie", "tcp://127.0.0.1:*")]
    [TestCase("Relay", "http://127.0.0.1:1", "cookie", "foo")]
    [TestCase("BlockEvents", "foo")]
    [TestCase("BlockStore", "foo", "cookie", "blocks.sqlite")]
    [TestCase("Telemetry", "foo")]
    [TestCase("WorkerService", "--trace", "?", "--bitcoin:zmqpubsequence:0=foo")]
    [Platform(Exclude = "Win", Reason = "Tool.StartProgram uses env.")]
    public void A_wrong_address_is_one_sentence(string name, params string[] arguments)
    {
        using Tool example = Example.Start(
            name, arguments.Select(argument => argument == "?" ? TestData.Trace("mine-blocks") : argument));
        Assert.That(example.WaitForExit(), Is.EqualTo(1), example.Error.ToString);
        Assert.That(example.Error.All.Concat(example.Output.All), Has.None.StartsWith("   at ").And.None.Contains("Unhandled"));
        Assert.That(example.Error.All, Has.Length.EqualTo(1).And.All.EndsWith("."));
    }

    private static string Name(string file) => Path.GetFileNameWithoutExtension(file);

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Example.Folder, .. path]));
}
