using System.Text.RegularExpressions;

namespace ZmqNative.Tests.Rules;

/// <summary>Text says things in the field's words and in lines that a screen shows whole.</summary>
public sealed partial class LanguageTests
{
    private const int ProseColumns = 100;
    private const int CodeColumns = 120;

    private static readonly (Regex Pattern, string Instead)[] s_words =
        [.. from word in LanguageScope.Words select (Word(word.Pattern), word.Instead)];

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
        Assert.That(
            from path in (string[])[.. LanguageScope.Prose, .. LanguageScope.ProseWords, .. LanguageScope.Sources]
            where !Path.Exists(InRepository(path))
            select path,
            Is.Empty);

    [TestCase("The node is told of it.", ExpectedResult = "1: told")]
    [TestCase("It counts\nanew.", ExpectedResult = "2: anew")]
    [TestCase("It waits for\never.", ExpectedResult = "1: for\never")]
    [TestCase("```\nNode.Told()\n```\nIt is `told`, [there](told.md).", ExpectedResult = "")]
    [TestCase("An untold story of telltales.", ExpectedResult = "")]
    public string Words_are_found_in_prose(string text) => Found(WordsInProse(text));

    [TestCase("// It counts anew.", ExpectedResult = "1: anew")]
    [TestCase("x;\nthrow new X(\"told so\");", ExpectedResult = "2: told")]
    [TestCase("private void TellDropped() => _told++;", ExpectedResult = "")]
    public string Words_are_found_in_code(string text) => Found(Words(text));

    [TestCase(100, "", ExpectedResult = 0)]
    [TestCase(101, "", ExpectedResult = 1)]
    [TestCase(101, "| ", ExpectedResult = 0)]
    [TestCase(101, "    ", ExpectedResult = 0)]
    [TestCase(101, "[a](b) ", ExpectedResult = 0)]
    [TestCase(101, "```\n", ExpectedResult = 0)]
    [TestCase(101, "```\n```\n", ExpectedResult = 1)]
    public int Long_lines_are_found_in_prose(int columns, string before) =>
        LongProse(before + new string('x', columns)).Count();

    [TestCase(120, ExpectedResult = 0)]
    [TestCase(121, ExpectedResult = 1)]
    public int Long_lines_are_found_in_code(int columns) => LongCode(new string('x', columns)).Count();

    private static string Found(IEnumerable<string> words) =>
        string.Join("; ", words.Select(found => found.Split(" (")[0]));

    private static Regex Word(string pattern) => new($@"\b({pattern})\b", RegexOptions.IgnoreCase);

    private static IEnumerable<string> WordsInProse(string text) => Words(NoProse().Replace(text, Blank));

    private static IEnumerable<string> Words(string text) =>
        from word in s_words
        from Match match in word.Pattern.Matches(text)
        orderby match.Index
        select $"{text.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value} (rather: {word.Instead})";

    private static IEnumerable<string> LongProse(string text) =>
        Long(Fenced().Replace(text, Blank), ProseColumns, CanBeWrapped);

    private static bool CanBeWrapped(string line) => !Fixed().IsMatch(line);

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
        from path in scope.Select(InRepository)
        from file in Directory.Exists(path) ? Directory.GetFiles(path, pattern, SearchOption.AllDirectories) : [path]
        where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
        select file;

    private static string InRepository(string path) => Path.Combine(ProjectRulesTests.Repository, path);

    // Lines stay where they are.
    private static string Blank(Match match) => Visible().Replace(match.Value, string.Empty);

    [GeneratedRegex(@"^```.*?(^```|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    // Code, and where links lead.
    [GeneratedRegex(@"^```.*?(^```|\z)|`[^`]*`|\]\([^)]*\)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NoProse();

    // Rows of tables, indented code, and lines with a link.
    [GeneratedRegex(@"^\||^ {4}|\]\(|://")]
    private static partial Regex Fixed();

    [GeneratedRegex(@"[^\n]")]
    private static partial Regex Visible();
}
