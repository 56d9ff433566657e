using System.Text.Json.Nodes;

namespace ZmqNative.PackageTests;

/// <summary>What each package of a release says is in it and what it depends on, and under which licences.</summary>
[Category("Feed")]
[TestFixtureSource(typeof(Packages), nameof(Packages.All))]
public sealed class BillOfMaterialsTests(string id)
{
    private const string Libzmq = "LGPL-3.0-or-later with libzmq's linking exception";

    /// <summary>A dependency with another licence is a decision for people.</summary>
    private static readonly string[] s_allowed = ["MIT", "Apache-2.0", "ISC", Libzmq, "licenses/mingw-w64.txt in the package", "Apache-2.0 WITH LLVM-exception"];

    private readonly Package _package = new(id);

    private JsonObject _bill = null!;

    private JsonObject[] Components => [.. _bill["components"]?.AsArray().Select(one => one!.AsObject()) ?? []];

    [OneTimeSetUp]
    public void Read()
    {
        string file = Path.ChangeExtension(_package.Path, ".cdx.json");
        Prerequisite.Require(File.Exists(file), "release", "there is no bill of materials: ./build.sh release writes them");
        _bill = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
    }

    [Test]
    public void It_is_about_this_package_and_the_same_at_any_time()
    {
        Assert.That((string?)_bill["bomFormat"], Is.EqualTo("CycloneDX"));
        Assert.That((string?)_bill["metadata"]!["component"]!["purl"], Is.EqualTo($"pkg:nuget/{id}@{Packages.VersionOf(id)}"));
        Assert.That(_bill["metadata"]!["timestamp"], Is.Null);
        Assert.That(_bill["serialNumber"], Is.Null);
    }

    [Test]
    public void It_has_each_dependency_of_the_package_in_its_version()
    {
        foreach (var dependency in _package.Elements("dependency"))
        {
            Assert.That(
                Components.Select(one => (string?)one["purl"]),
                Has.Member($"pkg:nuget/{dependency.Attribute("id")!.Value}@{dependency.Attribute("version")!.Value}"));
        }
    }

    [Test]
    public void It_has_the_native_parts_of_a_package_with_libzmq_inside()
    {
        string[] natives = [.. _package.Files.Where(file => file.Contains("/native/", StringComparison.Ordinal))];
        string[] previews = File.ReadAllLines(Path.Combine(Packages.Repository, "native/previews"));
        List<string> parts = natives.Length == 0 ? [] : ["libzmq", "libsodium"];
        if (natives.Any(file => file.EndsWith(".dll", StringComparison.Ordinal)))
        {
            parts.Add("mingw-w64");
        }
        if (natives.Any(file => previews.Any(rid => file.Contains($"/{rid}/", StringComparison.Ordinal))))
        {
            parts.AddRange(["zig", "libc++"]);
        }
        Assert.That(Components.Where(one => ((string?)one["purl"])!.StartsWith("pkg:generic/", StringComparison.Ordinal)).Select(one => (string?)one["name"]), Is.EqualTo(parts));
    }

    [Test]
    public void Every_part_has_a_licence_that_was_agreed_to()
    {
        foreach (JsonObject component in Components)
        {
            string?[] licences = [.. component["licenses"]?.AsArray().Select(one => (string?)(one!["expression"] ?? one["license"]?["id"] ?? one["license"]?["name"])) ?? []];
            Assert.That(licences, Is.Not.Empty.And.SubsetOf(s_allowed), $"{component["name"]} {component["version"]}");
        }
    }
}
