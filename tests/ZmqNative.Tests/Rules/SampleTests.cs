using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ZmqNative.Tests.Rules;

/// <summary>
/// The C# in the documentation compiles with the using lines it shows, as the file of a console program or of a
/// library. A block marked <c>csharp fragment</c> is a part of something, and is not compiled.
/// </summary>
public sealed partial class SampleTests
{
    // Those of the SDK for a console program, which a reader does not write.
    private const string Implicit = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string[] s_folders =
    [
        ".", "docs", "docs/adr", "interop/ZmqNative.Interop", "interop/ZeroMQ",
        "src/ZmqNative", "src/ZmqNative.Cli", "src/ZmqNative.History.Sqlite", "src/ZmqNative.JetStream",
        "src/ZmqNative.NBitcoin", "src/ZmqNative.Node", "src/ZmqNative.Testing",
    ];

    // What this process runs with: the framework, and this project's assemblies.
    private static readonly MetadataReference[] s_references =
        [.. from file in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            select MetadataReference.CreateFromFile(file)];

    private static IEnumerable<TestCaseData> Samples =>
        from page in Pages
        from Match sample in In(page)
        select new TestCaseData(sample.Groups["code"].Value) { TestName = $"{{m}}({page}, {FirstLine(sample)})" };

    private static IEnumerable<string> Pages =>
        from folder in s_folders
        from file in Directory.EnumerateFiles(Path.Combine(ProjectRulesTests.Repository, folder), "*.md")
        select Path.GetRelativePath(ProjectRulesTests.Repository, file);

    [TestCaseSource(nameof(Samples))]
    public void It_compiles(string code) => Assert.That(Errors(code), Is.Empty);

    [Test]
    public void The_front_page_has_samples() => Assert.That(In("README.md"), Has.Count.GreaterThanOrEqualTo(3));

    [TestCase("using ZmqNative.Subscribing;\nConsole.WriteLine(typeof(Gap));", ExpectedResult = "")]
    [TestCase("Console.WriteLine(typeof(Gap));", ExpectedResult = "CS0246")]
    [TestCase("using ZmqNative.Subscribing;\nConsole.WriteLine(nameof(Gap.Found));", ExpectedResult = "CS0117")]
    [TestCase("public sealed class Library { }", ExpectedResult = "")]
    public string What_does_not_compile_is_seen(string code) =>
        string.Join(' ', Errors(code).Select(error => error.Id));

    private static IEnumerable<Diagnostic> Errors(string code)
    {
        CSharpParseOptions language = new(LanguageVersion.Preview);
        SyntaxTree sample = CSharpSyntaxTree.ParseText(code, language);
        bool isProgram = sample.GetCompilationUnitRoot().Members.Any(SyntaxKind.GlobalStatement);
        OutputKind kind = isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        CSharpCompilationOptions options = new(kind, nullableContextOptions: NullableContextOptions.Enable);
        SyntaxTree[] files = [sample, CSharpSyntaxTree.ParseText(Implicit, language)];
        return CSharpCompilation.Create("Sample", files, s_references, options)
            .GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private static MatchCollection In(string page) =>
        Sample().Matches(File.ReadAllText(Path.Combine(ProjectRulesTests.Repository, page)).ReplaceLineEndings("\n"));

    private static string FirstLine(Match sample) => $"line {sample.Result("$`").Count('\n') + 1}";

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sample();
}
