using System.Text.Json;

namespace ZmqNative.PackageTests;

/// <summary>The tool, installed from the packages.</summary>
public sealed class ToolPackageTests
{
    /// <summary>The libraries of SQLite are by far the largest files in it, and come for many more systems.</summary>
    [Test]
    public void It_has_SQLite_for_the_listed_platforms_and_for_no_other()
    {
        const string Tool = "tools/net10.0/any/";
        Package package = new("ZmqNative.Cli");
        string[] listed = [.. File.ReadAllLines(Path.Combine(Packages.Repository, "native/runtimes")).Order()];
        using JsonDocument dependencies = JsonDocument.Parse(package.Text($"{Tool}ZmqNative.Cli.deps.json"));
        IEnumerable<string> known = dependencies.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject()
            .Where(library => library.Value.TryGetProperty("runtimeTargets", out _))
            .SelectMany(library => library.Value.GetProperty("runtimeTargets").EnumerateObject().Select(file => Tool + file.Name));
        Assert.That(PlatformsOf(package.Files), Is.EqualTo(listed));
        Assert.That(PlatformsOf(known), Is.EqualTo(listed));
    }

    private static string[] PlatformsOf(IEnumerable<string> files) =>
        [.. files.Where(file => file.Contains("e_sqlite3.", StringComparison.Ordinal) && file.Contains("/runtimes/", StringComparison.Ordinal))
            .Select(file => file.Split('/')[4]).Order()];

    [Test]
    [Platform("Linux")]
    public void It_installs_and_runs_its_demo_with_the_libzmq_it_brought()
    {
        using Consumer anywhere = new();
        string tools = Path.Combine(anywhere.Folder, "tools"), zmqnative = Path.Combine(tools, "zmqnative");
        Command.Succeed(anywhere.Folder, [Command.Dotnet, "tool", "install", "ZmqNative.Cli", "--version", Packages.VersionOf("ZmqNative.Cli"), "--tool-path", tools]);
        string info = Command.Succeed(anywhere.Folder, [zmqnative, "info"]);
        Assert.That(info, Does.Match($@"loaded from +{tools}/\.store/zmqnative\.cli/.*/runtimes/linux-\w+/native/libzmq\.so\n"));
        string demo = Command.Succeed(anywhere.Folder, [zmqnative, "demo"]);
        Assert.That(demo, Does.EndWith("29 of 29 notifications received, from 9 node events.\n"));
    }

    /// <summary>As dnx of .NET 10 does it: from the feed, once, without an installation.</summary>
    [Test]
    [Platform("Linux")]
    public void It_runs_once_without_being_installed()
    {
        using Consumer anywhere = new();
        string info = Command.Succeed(
            anywhere.Folder, [Command.Dotnet, "dnx", "--yes", $"ZmqNative.Cli@{Packages.VersionOf("ZmqNative.Cli")}", "info"]);
        Assert.That(info, Does.Match($@"loaded from +{Packages.Cache}/zmqnative\.cli/.*/runtimes/linux-\w+/native/libzmq\.so\n"));
        Assert.That(Directory.Exists(Path.Combine(anywhere.Folder, ".config")), Is.False);
    }
}
