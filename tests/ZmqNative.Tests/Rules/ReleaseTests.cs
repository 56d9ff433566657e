using System.Text.RegularExpressions;

namespace ZmqNative.Tests.Rules;

/// <summary>A release has the runtimes of the list native/runtimes, which the workflow has to build and test.</summary>
public sealed partial class ReleaseTests
{
    private static string Repository => Path.GetFullPath(Path.Combine(TestData.Root, "..", ".."));

    private static string[] Runtimes => File.ReadAllLines(Path.Combine(Repository, "native", "runtimes"));

    [Test]
    public void The_list_names_runtimes_that_can_be_built()
    {
        Assert.That(Runtimes, Is.Not.Empty.And.Unique);
        Assert.That(Runtimes.Select(rid => Path.Combine(Repository, "native", "toolchains", $"{rid}.cmake")), Has.All.Matches<string>(File.Exists));
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

    [GeneratedRegex(@"\brid: ([a-z0-9-]+)")]
    private static partial Regex Rid();
}
