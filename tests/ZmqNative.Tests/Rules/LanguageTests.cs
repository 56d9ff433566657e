using System.Text.RegularExpressions;

namespace ZmqNative.Tests.Rules;

/// <summary>Text says things in the field's words and in lines that a screen shows whole.</summary>
public sealed partial class LanguageTests
{
    private const int ProseColumns = 100;
    private const int CodeColumns = 120;

    private static readonly (Regex Pattern, string Instead)[] s_words =
        [.. LanguageScope.Words.Select(word => (new Regex($@"\b({word.Pattern})\b", RegexOptions.IgnoreCase), word.Instead))];

    private static IEnumerable<string> Prose => Files(LanguageScope.Prose, "*.md");

    private static IEnumerable<string> Sources => Files(LanguageScope.Sources, "*.cs");

    [Test]
    public void Prose_is_in_the_fields_words() =>
        AssertNothing(Prose.Concat(Files(LanguageScope.ProseWords, "*.md")), WordsInProse);

    [Test]
    public void Prose_is_wrapped() => AssertNothing(Prose, LongProse);

    [Test]
    public void Code_is_in_the_fields_words() => AssertNothing(Sources, Words);

    [Test]
    public void Code_is_wrapped() => AssertNothing(Sources, LongCode);

    [Test]
    public void The_scope_names_what_exists() =>
        Assert.That(LanguageScope.Prose.Concat(LanguageScope.ProseWords).Concat(LanguageScope.Sources).Where(path => !Path.Exists(InRepository(path))), Is.Empty);

    [TestCase("The node is told of it.", ExpectedResult = "1: told")]
    [TestCase("It counts\nanew.", ExpectedResult = "2: anew")]
    [TestCase("It waits for\never.", ExpectedResult = "1: for\never")]
    [TestCase("```\nNode.Told()\n```\nIt is `told`, [there](told.md).", ExpectedResult = "")]
    [TestCase("An untold story of telltales.", ExpectedResult = "")]
    public string Words_are_found_in_prose(string text) => string.Join("; ", WordsInProse(text).Select(found => found.Split(" (")[0]));

    [TestCase("// It counts anew.", ExpectedResult = "1: anew")]
    [TestCase("x;\nthrow new X(\"told so\");", ExpectedResult = "2: told")]
    [TestCase("private void TellDropped() => _told++;", ExpectedResult = "")]
    public string Words_are_found_in_code(string text) => string.Join("; ", Words(text).Select(found => found.Split(" (")[0]));

    [TestCase(100, "", ExpectedResult = 0)]
    [TestCase(101, "", ExpectedResult = 1)]
    [TestCase(101, "| ", ExpectedResult = 0)]
    [TestCase(101, "    ", ExpectedResult = 0)]
    [TestCase(101, "[a](b) ", ExpectedResult = 0)]
    [TestCase(101, "```\n", ExpectedResult = 0)]
    [TestCase(101, "```\n```\n", ExpectedResult = 1)]
    public int Long_lines_are_found_in_prose(int columns, string before) => LongProse(before + new string('x', columns)).Count();

    [TestCase(120, ExpectedResult = 0)]
    [TestCase(121, ExpectedResult = 1)]
    public int Long_lines_are_found_in_code(int columns) => LongCode(new string('x', columns)).Count();

    private static IEnumerable<string> WordsInProse(string text) => Words(NoProse().Replace(text, Blank));

    private static IEnumerable<string> Words(string text) =>
        from word in s_words
        from Match match in word.Pattern.Matches(text)
        orderby match.Index
        select $"{text.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value} (rather: {word.Instead})";

    // Tables, code and lines with a link cannot be wrapped.
    private static IEnumerable<string> LongProse(string text) =>
        Long(Fenced().Replace(text, Blank), ProseColumns, line => !line.StartsWith('|') && !line.StartsWith("    ", StringComparison.Ordinal)
            && !line.Contains("](", StringComparison.Ordinal) && !line.Contains("://", StringComparison.Ordinal));

    private static IEnumerable<string> LongCode(string text) => Long(text, CodeColumns, _ => true);

    private static IEnumerable<string> Long(string text, int columns, Func<string, bool> counts) =>
        text.Split('\n').Select((line, index) => (line, Number: index + 1))
            .Where(line => line.line.Length > columns && counts(line.line))
            .Select(line => $"{line.Number}: {line.line.Length} columns");

    // As a text, because a constraint on a list shows its first ten only.
    private static void AssertNothing(IEnumerable<string> files, Func<string, IEnumerable<string>> check) =>
        Assert.That(string.Join('\n', files.SelectMany(file => Located(file, check))), Is.Empty);

    private static IEnumerable<string> Located(string file, Func<string, IEnumerable<string>> check) =>
        from found in check(File.ReadAllText(file).ReplaceLineEndings("\n"))
        select $"{Path.GetRelativePath(ProjectRulesTests.Repository, file)}:{found}";

    private static IEnumerable<string> Files(IEnumerable<string> scope, string pattern) =>
        scope.Select(InRepository).SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories) : [path])
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static string InRepository(string path) => Path.Combine(ProjectRulesTests.Repository, path);

    // Lines stay where they are.
    private static string Blank(Match match) => Visible().Replace(match.Value, string.Empty);

    [GeneratedRegex(@"^```.*?(^```|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    // Code, and where links lead.
    [GeneratedRegex(@"^```.*?(^```|\z)|`[^`]*`|\]\([^)]*\)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NoProse();

    [GeneratedRegex(@"[^\n]")]
    private static partial Regex Visible();
}
