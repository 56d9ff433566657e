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
    [Platform(Exclude = "Win", Reason = "Tool.StartProgram uses env.")]
    public void Without_arguments_it_says_which_there_are(string name)
    {
        using Tool example = Example.Start(name);
        Assert.That(example.WaitForExit(), Is.EqualTo(1));
        Assert.That(example.Error.All, Has.Length.EqualTo(1).And.All.StartsWith($"Usage: {name} "));
    }

    private static string Name(string file) => Path.GetFileNameWithoutExtension(file);

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Example.Folder, .. path]));
}
