namespace ZmqNative.PackageTests;

/// <summary>The tool, installed from the packages.</summary>
public sealed class ToolPackageTests
{
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
