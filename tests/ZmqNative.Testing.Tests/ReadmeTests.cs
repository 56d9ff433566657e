namespace ZmqNative.Testing.Tests;

public sealed class ReadmeTests
{
    [Test]
    public void The_example_in_the_readme_is_the_one_that_runs_here()
    {
        string repository = Path.GetFullPath(Path.Combine(TestData.Root, "..", ".."));
        string source = Text(Path.Combine(repository, "tests", "ZmqNative.Testing.Tests", "GapExample.cs"));
        int start = source.IndexOf("    [Test", StringComparison.Ordinal), end = source.LastIndexOf("    }", StringComparison.Ordinal) + "    }".Length;
        string example = string.Join('\n', source[start..end].Split('\n').Select(line => line.Length > 4 ? line[4..] : line));
        Assert.That(Text(Path.Combine(repository, "README.md")), Does.Contain($"```csharp\n{example}\n```"));
    }

    private static string Text(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");
}
