using System.Text.RegularExpressions;

namespace ZmqNative.Tests.Rules;

/// <summary>Prerequisites that tests name where they are seldom missed: only a machine without one would show the mistake.</summary>
public sealed partial class PrerequisiteRuleTests
{
    [Test]
    public void Each_prerequisite_that_a_test_requires_can_be_promised()
    {
        string[] required =
        [
            .. from file in Directory.EnumerateFiles(Path.Combine(ProjectRulesTests.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
               where !Path.GetFileName(file).StartsWith("Prerequisite", StringComparison.Ordinal) && !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
               from Match match in Required().Matches(File.ReadAllText(file))
               select match.Groups[1].Value,
        ];
        Assert.That(required, Has.Length.GreaterThan(10));
        Assert.That(required.Distinct(), Is.SubsetOf(Prerequisite.Names));
    }

    [GeneratedRegex(@"Prerequisite\.Require\([^;\n]*, ""([\w.-]+)"", ")]
    private static partial Regex Required();
}
