using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ZmqNative.Tests.Rules;

/// <summary>
/// In NUnit 5 <c>Assert.ThrowsAsync</c> and its siblings return a task: without <c>await</c> nothing is asserted, and in a method
/// that is not async no compiler says so.
/// </summary>
public sealed class AwaitedAssertTests
{
    [Test]
    public void Every_assertion_that_returns_a_task_is_awaited_or_returned()
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(ProjectRulesTests.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))];
        Assert.That(files, Has.Length.GreaterThan(300));
        Assert.That(from file in files from line in Forgotten(File.ReadAllText(file)) select $"{file}: {line}", Is.Empty);
        Assert.That(files.Sum(file => Asserted(File.ReadAllText(file)).Count()), Is.GreaterThanOrEqualTo(5), "or nothing was looked at");
    }

    [TestCase("void M() { Assert.ThrowsAsync<E>(F); }", ExpectedResult = 1)]
    [TestCase("void M() { _ = Assert.ThatAsync(F, Throws.Nothing); }", ExpectedResult = 1)]
    [TestCase("void M() => NUnit.Framework.Assert.CatchAsync(F);", ExpectedResult = 1)]
    [TestCase("async Task M() { var e = await Assert.ThrowsAsync<E>(F); }", ExpectedResult = 0)]
    [TestCase("async Task M() { await Assert.ThrowsAsync<E>(F).ConfigureAwait(false); }", ExpectedResult = 0)]
    [TestCase("Task M() => Assert.ThrowsAsync<E>(F);", ExpectedResult = 0)]
    [TestCase("Task M() { return Assert.ThrowsAsync<E>(F); }", ExpectedResult = 0)]
    [TestCase("void M() { Assert.Throws<E>(F); }", ExpectedResult = 0)]
    public int A_forgotten_one_is_found(string member) => Forgotten($"class C {{ {member} }}").Count();

    private static IEnumerable<string> Forgotten(string code) => Asserted(code).Where(call => !IsUsed(call)).Select(call => call.ToString());

    private static IEnumerable<InvocationExpressionSyntax> Asserted(string code) =>
        !code.Contains("Async", StringComparison.Ordinal) ? [] : CSharpSyntaxTree.ParseText(code).GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: { } name } member
                && name.EndsWith("Async", StringComparison.Ordinal) && member.Expression.ToString().Split('.')[^1] == "Assert");

    // Returned by a method that does not return void, or awaited, also behind ConfigureAwait.
    private static bool IsUsed(InvocationExpressionSyntax call) => call.Parent switch
    {
        AwaitExpressionSyntax => true,
        MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait", Parent.Parent: AwaitExpressionSyntax } => true,
        ReturnStatementSyntax => true,
        ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } => method.ReturnType.ToString() != "void",
        LambdaExpressionSyntax => true,
        _ => false,
    };
}
