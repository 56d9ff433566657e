using System.Text.RegularExpressions;

namespace ZmqNative.Tests.Rules;

/// <summary>A release has the runtimes of the list native/runtimes, which the workflow has to build and test.</summary>
public sealed partial class ReleaseTests
{
    private static string Repository => Path.GetFullPath(Path.Combine(TestData.Root, "..", ".."));

    private static string[] Runtimes => ReadNative("runtimes");

    [Test]
    public void The_list_names_runtimes_that_can_be_built()
    {
        string[] targets = [.. Target().Matches(string.Join('\n', ReadNative("compiler.sh"))).Select(match => match.Groups[1].Value)];
        Assert.That(Runtimes, Is.EquivalentTo(targets));
        Assert.That(ReadNative("previews"), Is.Not.Empty.And.Unique.And.SubsetOf(Runtimes));
    }

    /// <summary>Whoever takes a preview must be able to know: what built it comes from a third party.</summary>
    [TestCase("native/package.md")]
    [TestCase("docs/support.md")]
    [TestCase("native/README.md")]
    public void The_readers_learn_which_are_previews(string file)
    {
        string text = File.ReadAllText(Path.Combine(Repository, file));
        string[] named = [.. ReadNative("previews").Where(rid => Regex.IsMatch(text, $@"\b{rid}\b(?!-).*preview|preview[^.]*\b{rid}\b(?!-)", RegexOptions.Singleline))];
        Assert.That(named, Is.EqualTo(ReadNative("previews")));
    }

    /// <summary>The rows of the first matrix build libzmq, those of the second run the tests with it.</summary>
    [Test]
    public void The_workflow_builds_and_tests_each_of_them()
    {
        string[] matrices = File.ReadAllText(Path.Combine(Repository, ".github", "workflows", "ci.yml")).Split("matrix:\n")[1..];
        Assert.That(matrices, Has.Length.EqualTo(2));
        foreach (string matrix in matrices)
        {
            Assert.That(Rid().Matches(matrix).Select(row => row.Groups[1].Value), Is.SupersetOf(Runtimes));
        }
    }

    /// <summary>Such a run would fail by itself, but only where it runs.</summary>
    [TestCase(".ci/run")]
    [TestCase(".github/workflows/ci.yml")]
    public void A_run_promises_its_tests_things_that_exist(string file)
    {
        string[] promises = [.. Promise().Matches(File.ReadAllText(Path.Combine(Repository, file))).Select(match => match.Groups[1].Value)];
        Assert.That(promises, Is.Not.Empty);
        Assert.That(promises.SelectMany(Prerequisite.Unknown), Is.Empty);
    }

    [GeneratedRegex(@"(?m)\b(?:has: |ZMQNATIVE_CI_HAS="")([^""}\r\n]*)")]
    private static partial Regex Promise();

    private static string[] ReadNative(string file) => File.ReadAllLines(Path.Combine(Repository, "native", file));

    [GeneratedRegex(@"(?m)^ +((?:linux|osx|win)-[a-z0-9-]+)\) target=")]
    private static partial Regex Target();

    [GeneratedRegex(@"\brid: ([a-z0-9-]+)")]
    private static partial Regex Rid();
}
