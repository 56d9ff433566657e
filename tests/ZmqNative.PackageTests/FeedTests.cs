using System.Text.RegularExpressions;

namespace ZmqNative.PackageTests;

/// <summary>What a release checks of its packages before it leaves them in the feed: files, metadata and symbols.</summary>
[Category("Feed")]
[TestFixtureSource(typeof(Packages), nameof(Packages.All))]
public sealed partial class FeedTests(string id)
{
    private readonly Package _package = new(id);

    private string[] Assemblies => [.. _package.Files.Where(file => OwnAssembly().IsMatch(file))];

    [Test]
    public void It_has_the_files_it_should_have_and_no_others()
    {
        string[] wanted = id switch
        {
            "ZmqNative.Runtime" => [@"runtimes/[a-z0-9-]+/native/libzmq\.(so|dll|dylib)", @"licenses/[A-Za-z0-9.-]+\.txt"],
            "ZmqNative.Cli" =>
            [
                @"tools/net10\.0/any/DotnetToolSettings\.xml", @"tools/net10\.0/any/ZmqNative\.Cli\.(deps|runtimeconfig)\.json",
                @"tools/net10\.0/any/[A-Za-z0-9._]+\.dll",
                @"tools/net10\.0/any/runtimes/[a-z0-9-]+/native/(lib)?e_sqlite3\.(so|dll|dylib)",
                @"tools/net10\.0/any/runtimes/[a-z0-9-]+/native/libzmq\.(so|dll|dylib)", @"licenses/[A-Za-z0-9.-]+\.txt",
            ],
            "ZmqNative.ClrZmq4" => [@"lib/net10\.0/ZeroMQ\.(dll|xml)"],
            _ => [$@"lib/net10\.0/{Regex.Escape(id)}\.(dll|xml)"],
        };
        string[] always = [$@"{Regex.Escape(id)}\.nuspec", @"README\.md", @"_rels/\.rels", @"\[Content_Types\]\.xml", @"package/services/metadata/core-properties/nuget\.psmdcp"];
        Regex[] all = [.. always.Concat(wanted).Select(pattern => new Regex($"^{pattern}$"))];
        Assert.That(_package.Files.Where(file => !all.Any(pattern => pattern.IsMatch(file))), Is.Empty);
        Assert.That(all.Where(pattern => !_package.Files.Any(pattern.IsMatch)), Is.Empty, "no file matches these");
    }

    [Test]
    public void Its_readme_licence_tags_notes_and_commit_are_there()
    {
        Assert.That(_package.Text("README.md"), Has.Length.GreaterThan(200));
        string licence = _package.Elements("license").Single().Value;
        Assert.That(licence, Is.EqualTo("MIT").Or.AnyOf(_package.Files));
        Assert.That(_package.Elements("tags").Single().Value, Does.Contain("zeromq"));
        Assert.That(_package.Elements("releaseNotes").Single().Value, Is.Not.Empty);
        // Whichever commit packs a version of libzmq's gives the same package.
        Assert.That(Repository("commit"), id == "ZmqNative.Runtime" ? Is.Null : Does.Match("^[0-9a-f]{40}$"));
        Assert.That(_package.Elements("description").Single().Value, Does.EndWith("."));
    }

    /// <summary>The address of a repository is one that others can reach, or there is none.</summary>
    [Test]
    public void It_names_no_folder_of_the_machine_that_packed_it()
    {
        string? address = Repository("url");
        Assert.That(address, Is.Null.Or.StartsWith("https://"));
        byte[][] folders = [.. new[] { Packages.Repository, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/.nuget" }
            .Select(System.Text.Encoding.UTF8.GetBytes)];
        Assert.That(_package.Files.Where(file => folders.Any(folder => _package.Bytes(file).AsSpan().IndexOf(folder) >= 0)), Is.Empty);
    }

    [Test]
    public void Its_assemblies_have_symbols_inside_with_paths_of_no_machine()
    {
        Assert.That(Assemblies, id == "ZmqNative.Runtime" ? Is.Empty : Is.Not.Empty);
        foreach (string assembly in Assemblies)
        {
            Symbols symbols = Symbols.Of(_package.Bytes(assembly));
            Assert.That(symbols.Documents, Is.Not.Empty.And.All.StartsWith("/_/"), assembly);
            Assert.That(symbols.Missing, Is.Empty, $"generated sources that {assembly} does not embed");
        }
    }

    [Test]
    public void Its_assemblies_point_to_their_sources_where_the_repository_is_public()
    {
        string? address = Repository("url");
        foreach (string assembly in Assemblies)
        {
            Assert.That(Symbols.Of(_package.Bytes(assembly)).SourceLink, address is null ? Is.Null : Does.Contain(Repository("commit")), assembly);
        }
    }

    private string? Repository(string attribute) => _package.Elements("repository").SingleOrDefault()?.Attribute(attribute)?.Value;

    [GeneratedRegex(@"/(ZmqNative(\.\w+)*|ZeroMQ)\.dll$")]
    private static partial Regex OwnAssembly();
}
