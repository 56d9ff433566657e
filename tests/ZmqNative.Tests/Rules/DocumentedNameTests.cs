using System.Text.RegularExpressions;

namespace ZmqNative.Tests.Rules;

/// <summary>Names of code that the documentation mentions exist, and users can use them.</summary>
public sealed partial class DocumentedNameTests
{
    private static readonly string[] s_namesOfOthers =
    [
        "AssemblyLoadContext", "DllNotFoundException", "LibraryImport", "MeterListener", "NetMQRuntime",
        "SuppressGCTransition",
    ];

    // A package, and a category of the log.
    private static readonly string[] s_noCode = ["ClrZmq4", "Cli", "Subscriber", "Message", "Sqlite"];

    private static readonly string s_repository = ProjectRulesTests.Repository;

    private static readonly Lazy<HashSet<string>> s_public = new(() =>
    [
        .. Words(Directory.GetFiles(Path.Combine(s_repository, "tests", "ZmqNative.Tests", "Rules"), "*.approved.txt")),
        .. Words(Sources("interop/ZeroMQ")),
    ]);

    private static readonly Lazy<HashSet<string>> s_all = new(() => [.. Words(Sources("src")), .. Words(Sources("interop"))]);

    private static string[] Pages =>
    [
        "README.md", "CHANGELOG.md",
        .. Directory.GetFiles(Path.Combine(s_repository, "docs"), "*.md").Select(page => Path.GetRelativePath(s_repository, page)),
    ];

    [Test]
    public void Names_in_the_documentation_are_names_of_the_public_api() =>
        Assert.That(
            from page in Pages
            where Path.GetFileName(page) != "architecture.md"
            from name in Unknown(File.ReadAllText(Path.Combine(s_repository, page)), s_public.Value)
            select $"{page}: {name}",
            Is.Empty);

    /// <summary>It is about what is inside.</summary>
    [Test]
    public void Names_in_the_architecture_are_names_of_the_code() =>
        Assert.That(Unknown(File.ReadAllText(Path.Combine(s_repository, "docs", "architecture.md")), s_all.Value), Is.Empty);

    [TestCase("`NotificationSubscriber`, `ZmqSocket.Bind`, `NodeRpc(address)`, `Topic`, `TheNode` in words", ExpectedResult = "TheNode")]
    [TestCase("`ZmqSocket.Bund` and `PolledNode`", ExpectedResult = "ZmqSocket.Bund PolledNode")]
    [TestCase("```\nPolledNode\n```", ExpectedResult = "")]
    public string Unknown_names_are_found(string text) => string.Join(' ', Unknown(text, s_public.Value));

    private static IEnumerable<string> Unknown(string text, HashSet<string> known) =>
        from Match name in CompoundName().Matches(text)
        where name.Groups[1].Value.Split('.').Except(s_namesOfOthers).Except(s_noCode).Any(part => !known.Contains(part))
        select name.Groups[1].Value;

    private static IEnumerable<string> Words(IEnumerable<string> files) =>
        files.SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value));

    private static IEnumerable<string> Sources(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(s_repository, folder), "*.cs", SearchOption.AllDirectories)
        where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
        select file;

    // Of at least two words, as nothing else between backticks is.
    [GeneratedRegex(@"`([A-Z][a-z0-9]+[A-Z]\w*(?:\.[A-Z]\w+)*)(?:[(<][^`]*)?`")]
    private static partial Regex CompoundName();

    [GeneratedRegex(@"\b[A-Z]\w+")]
    private static partial Regex Word();
}
