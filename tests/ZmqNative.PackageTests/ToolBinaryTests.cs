using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ZmqNative.PackageTests;

/// <summary>
/// The tool as a program that needs no .NET: native code ahead of time, and self-contained for other platforms, made of the
/// checkout as docs/cli.md says. Each is started, says its version and loads libzmq; where it can, it receives what it publishes.
/// </summary>
[Platform("Linux")]
[Category("Long")]
public sealed class ToolBinaryTests
{
    private const string Demo = "29 of 29 notifications received, from 9 node events.";

    /// <summary>In kB, of a publisher that has published everything.</summary>
    private const int MostResident = 20 * 1024;

    private static readonly string[] s_singleFile = ["--self-contained", "-p:PublishSingleFile=true", "-p:PackAsTool=false"];

    private TempFolder _folder = null!;

    private string Published => _folder.Child("published");

    private (string, string)[] Wine => [("WINEPREFIX", _folder.Child("wine")), ("WINEDEBUG", "-all"), ("WINEARCH", "win64")];

    [SetUp]
    public void Create() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder?.Dispose();

    [Test]
    public void Native_code_ahead_of_time_for_this_machine()
    {
        Prerequisite.Require(Command.Exists("clang"), "clang", "native code is linked by it");
        Publish($"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "-p:PublishAot=true");
        Starts([Program]);
        RunsItsDemo([Program]);
        Assert.That(ResidentAtRest(), Is.LessThanOrEqualTo(MostResident), "startup-order.sh makes the list of what lies side by side again");
    }

    /// <summary>Without the demo, whose hashes take OpenSSL, which the cross compiler does not bring for arm64.</summary>
    [Test]
    public void Native_code_ahead_of_time_for_arm64()
    {
        ForeignPlatformTests.RequirePacked("linux-arm64");
        ForeignPlatformTests.RequireQemu();
        Prerequisite.Require(Command.Exists("clang") && Command.Exists("ld.lld"), "clang", "native code for arm64 is linked by clang and lld");
        Publish("linux-arm64", ["-p:PublishAot=true", .. ForeignPlatformTests.LinkedByClang]);
        Starts([.. ForeignPlatformTests.Qemu, Program]);
    }

    /// <summary>As a folder: wine 8 loads no program whose .NET is inside its one file ("Failed to load System.Private.CoreLib.dll").</summary>
    [Test]
    public void Self_contained_for_Windows()
    {
        ForeignPlatformTests.RequirePacked("win-x64");
        Prerequisite.Require(Command.Exists("wine"), "wine", "programs for Windows run under it");
        Publish("win-x64", "--self-contained", "-p:PackAsTool=false");
        Command.Succeed(_folder.Child("."), ["wineboot", "--init"], Wine);
        string[] program = ["wine", $"{Program}.exe"];
        Starts(program, Wine);
        RunsItsDemo(program, Wine);
        Command.Succeed(_folder.Child("."), ["wineserver", "--wait"], Wine);
    }

    /// <summary>Without the demo, whose hashes take OpenSSL, which Debian has for glibc only.</summary>
    [Test]
    public void A_single_file_for_musl()
    {
        ForeignPlatformTests.RequirePacked("linux-musl-x64");
        ForeignPlatformTests.RequireMusl();
        Publish("linux-musl-x64", s_singleFile);
        Starts([Program], ("LD_LIBRARY_PATH", ForeignPlatformTests.MuslHelp(_folder.Child("."))));
    }

    private string Program => Path.Combine(Published, "ZmqNative.Cli");

    /// <summary>In folders of its own, so that nothing beside it notices.</summary>
    private void Publish(string runtime, params string[] arguments)
    {
        Command.Succeed(
            Packages.Repository,
            [
                Command.Dotnet, "publish", "src/ZmqNative.Cli", "-c", "Release", "-r", runtime, "--nologo", "--disable-build-servers",
                "--artifacts-path", _folder.Child("artifacts"), "-o", Published, "-p:DebugType=none", .. arguments,
            ]);
        bool isFolder = runtime == "win-x64";
        Assert.That(Directory.EnumerateFiles(Published, "ZmqNative*.dll"), isFolder ? Is.Not.Empty : Is.Empty);
    }

    private void Starts(string[] program, params (string, string)[] environment)
    {
        Assert.That(Says(program, "--version", environment), Does.Match(@"^\d+\.\d+\.\d+"));
        Assert.That(Says(program, "info", environment), Does.Match(@"loaded from +\S*libzmq\.(so|dll)"));
    }

    private void RunsItsDemo(string[] program, params (string, string)[] environment) =>
        Assert.That(Says(program, "demo", environment), Does.EndWith(Demo));

    private int ResidentAtRest()
    {
        ProcessStartInfo start = new(
            Program,
            ["publish", "--trace", Path.Combine(Packages.Repository, "tests/data/traces/mempool-and-block"), "-zmqpubhashblock=tcp://127.0.0.1:*"])
        {
            RedirectStandardOutput = true,
        };
        using Process publisher = Process.Start(start)!;
        try
        {
            using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
            string? line;
            do
            {
                line = publisher.StandardOutput.ReadLineAsync(deadline.Token).AsTask().GetAwaiter().GetResult();
                Assert.That(line, Is.Not.Null, "it ended");
            }
            while (!line!.StartsWith("Everything is published", StringComparison.Ordinal));
            string resident = File.ReadLines($"/proc/{publisher.Id}/status").Single(entry => entry.StartsWith("VmRSS:", StringComparison.Ordinal));
            return int.Parse(resident.Split(':', 'k')[1], CultureInfo.InvariantCulture);
        }
        finally
        {
            publisher.Kill();
            publisher.WaitForExit();
        }
    }

    private string Says(string[] program, string command, (string, string)[] environment) =>
        Command.Succeed(_folder.Child("."), [.. program, command], environment).ReplaceLineEndings("\n").Trim();
}
