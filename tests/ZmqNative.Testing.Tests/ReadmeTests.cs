namespace ZmqNative.Testing.Tests;

public sealed class ReadmeTests
{
    [Test]
    public void The_example_in_the_readme_is_the_one_that_runs_here()
    {
        string repository = Path.GetFullPath(Path.Combine(TestData.Root, "..", ".."));
        string source = Text(Path.Combine(repository, "tests", "ZmqNative.Testing.Tests", "GapExample.cs"));
        int start = source.IndexOf("    [Test", StringComparison.Ordinal), end = source.LastIndexOf("    }", StringComparison.Ordinal) + "    }".Length;
        Assert.That(Text(Path.Combine(repository, "src", "ZmqNative.Testing", "README.md")), Does.Contain($"{{\n{source[start..end]}\n}}\n```"));
    }

    private static string Text(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");
}
