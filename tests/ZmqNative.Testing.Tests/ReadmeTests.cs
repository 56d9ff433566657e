namespace ZmqNative.Testing.Tests;

public sealed class ReadmeTests
{
    [Test]
    public void The_example_in_the_readme_is_the_one_that_runs_here()
    {
        string repository = Path.GetFullPath(Path.Combine(TestData.Root, "..", ".."));
        string source = Text(Path.Combine(repository, "tests", "ZmqNative.Testing.Tests", "GapExample.cs"));
        string example = source[source.IndexOf("    [Test", StringComparison.Ordinal)..];
        string readme = Text(Path.Combine(repository, "src", "ZmqNative.Testing", "README.md"));
        Assert.That(readme, Does.Contain($"public sealed class GapExample\n{{\n{example}```"));
    }

    private static string Text(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");
}
