using System.Text.RegularExpressions;

namespace ZmqNative.Tests.Rules;

/// <summary>Links of the documentation lead somewhere, and every page of docs is in its index.</summary>
public sealed partial class LinkTests
{
    // What a package contains of it has no folder around: its links lead to nothing, relative ones least of all.
    private static readonly string[] s_packed =
    [
        "interop/ZmqNative.Interop/README.md",
        "interop/ZeroMQ/README.md",
        "native/package.md",
        "src/ZmqNative/README.md",
        "src/ZmqNative.Cli/README.md",
        "src/ZmqNative.Node/README.md",
        "src/ZmqNative.Testing/README.md",
    ];

    // A wine prefix in artifacts links to the root of the machine.
    private static readonly EnumerationOptions s_withoutLinks =
        new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private static IEnumerable<string> Pages =>
        from file in Directory.EnumerateFiles(ProjectRulesTests.Repository, "*.md", s_withoutLinks)
        let path = Path.GetRelativePath(ProjectRulesTests.Repository, file)
        where !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "artifacts")
        select path;

    [Test]
    public void Every_relative_link_leads_to_a_file_and_every_anchor_to_a_heading() =>
        Assert.That(from page in Pages
                    from link in Links(page)
                    where !link.Contains("://", StringComparison.Ordinal) && !LeadsSomewhere(page, link)
                    select $"{page}: {link}", Is.Empty);

    [Test]
    public void Readmes_of_packages_have_no_relative_links() =>
        Assert.That(from page in s_packed
                    from link in Links(page)
                    where !link.Contains("://", StringComparison.Ordinal)
                    select $"{page}: {link}", Is.Empty);

    [Test]
    public void The_index_of_docs_has_every_page()
    {
        string docs = Path.Combine(ProjectRulesTests.Repository, "docs");
        string[] pages = [.. Directory.EnumerateFiles(docs, "*.md").Select(file => Path.GetFileName(file))];
        Assert.That(pages, Has.Length.GreaterThan(10));
        Assert.That(pages.Except(Links(Path.Combine("docs", "README.md"))), Is.EqualTo(new[] { "README.md" }));
    }

    [TestCase("Rate limit, `a-b` and (c)", ExpectedResult = "rate-limit-a-b-and-c")]
    [TestCase("The node's *RPC* fails: 1.2", ExpectedResult = "the-nodes-rpc-fails-12")]
    public string Anchors_of_headings(string heading) => Anchor(heading);

    private static bool LeadsSomewhere(string page, string link)
    {
        string[] parts = link.Split('#');
        string target = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
        string file = InRepository(target);
        return Path.Exists(file) && (parts.Length == 1 || Headings(file).Select(Anchor).Contains(parts[1]));
    }

    private static IEnumerable<string> Links(string page) =>
        from Match link in Link().Matches(Code().Replace(Text(InRepository(page)), string.Empty))
        select link.Groups[1].Value;

    private static IEnumerable<string> Headings(string file) =>
        from Match heading in Heading().Matches(Fence().Replace(Text(file), string.Empty))
        select heading.Groups[1].Value.Trim();

    private static string InRepository(string page) => Path.Combine(ProjectRulesTests.Repository, page);

    private static string Text(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");

    // As code hosts do: lower case, letters, digits, hyphens and underscores, hyphens for spaces.
    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(IsInAnchor)).Replace(' ', '-');

    private static bool IsInAnchor(char letter) => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_';

    [GeneratedRegex(@"!?\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
