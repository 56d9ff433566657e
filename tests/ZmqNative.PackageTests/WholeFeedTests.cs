using System.Reflection;
using System.Runtime.Loader;
using PublicApiGenerator;

namespace ZmqNative.PackageTests;

/// <summary>Which packages there are, and the API of all of them together.</summary>
[Category("Feed")]
public sealed class WholeFeedTests
{
    [Test]
    public void It_has_the_packages_of_the_list_and_no_others() => Assert.That(
        Directory.EnumerateFiles(Packages.Feed, "*.nupkg").Select(Path.GetFileName),
        Is.EquivalentTo(Packages.All.Select(id => Path.GetFileName(new Package(id).Path))));

    /// <summary>Until a version is published, this is the baseline.</summary>
    [TestCase("ZmqNative.Interop")]
    [TestCase("ZmqNative")]
    [TestCase("ZmqNative.NBitcoin")]
    [TestCase("ZmqNative.History.Sqlite")]
    [TestCase("ZmqNative.JetStream")]
    [TestCase("ZmqNative.Node")]
    [TestCase("ZmqNative.Testing")]
    public void The_public_api_is_the_one_that_was_reviewed(string id)
    {
        using TempFolder folder = new();
        // The assembly refers to some of these.
        foreach (string library in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
        {
            File.Copy(library, folder.Child(Path.GetFileName(library)));
        }
        foreach (string package in Packages.All.Except(["ZmqNative.Runtime", "ZmqNative.Cli", "ZmqNative.ClrZmq4"]))
        {
            File.WriteAllBytes(folder.Child($"{package}.dll"), new Package(package).Bytes($"lib/net10.0/{package}.dll"));
        }
        AssemblyLoadContext context = new(id, isCollectible: true);
        try
        {
            Assembly packed = context.LoadFromAssemblyPath(folder.Child($"{id}.dll"));
            string approved = Path.Combine(Packages.Repository, "tests", "ZmqNative.Tests", "Rules", $"{id}.approved.txt");
            ApiGeneratorOptions options = new()
            {
                IncludeAssemblyAttributes = false,

                // As in the rule test over the approved files: it names a compiler-generated type.
                ExcludeAttributes = ["System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"],
            };
            Assert.That(
                packed.GeneratePublicApi(options).ReplaceLineEndings("\n"),
                Is.EqualTo(File.ReadAllText(approved).ReplaceLineEndings("\n")));
        }
        finally
        {
            context.Unload();
        }
    }
}
