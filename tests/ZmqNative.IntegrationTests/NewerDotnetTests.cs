using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ZmqNative.IntegrationTests;

/// <summary>
/// A machine that has only a newer .NET: the one at hand under another number, since what decides is the number of the folders.
/// Nothing is said here of what a newer SDK would warn of.
/// </summary>
[Platform(Exclude = "Win", Reason = "Links take a right of their own on Windows.")]
public sealed partial class NewerDotnetTests
{
    private const string Newer = "99.0.100";

    private static readonly string s_root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private readonly TempFolder _folder = new();

    [OneTimeSetUp]
    public void Rename()
    {
        Copy("dotnet", "dotnet");
        foreach (string versions in (string[])[Path.Combine("host", "fxr"), Path.Combine("shared", "Microsoft.NETCore.App"), Path.Combine("shared", "Microsoft.AspNetCore.App"), "sdk"])
        {
            string any = Directory.GetDirectories(Path.Combine(s_root, versions)).Order(StringComparer.Ordinal).Last();
            Copy(Path.Combine(versions, Path.GetFileName(any)), Path.Combine(versions, Newer));
        }
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void The_tool_starts()
    {
        (int exitCode, string output) = Run(AppContext.BaseDirectory, "exec", Path.Combine(AppContext.BaseDirectory, "ZmqNative.Cli.dll"), "--version");
        Assert.That((exitCode, output), Is.EqualTo((0, string.Join('\n', Tool.Run(["--version"]).Output) + "\n")));
    }

    /// <summary>As all tests: they have it from one file.</summary>
    [Test]
    public void The_tests_start() =>
        Assert.That(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ZmqNative.IntegrationTests.runtimeconfig.json")), Does.Contain("\"rollForward\": \"Major\""));

    [TestCase("global.json of this repository", 0)]
    [TestCase("one that stays with its major version", 155)]
    public void The_sdk_is_taken(string which, int expected)
    {
        string mine = File.ReadAllText(Path.Combine(TestData.Root, "..", "..", "global.json"));
        string folder = _folder.Child(which.Replace(' ', '-'));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "global.json"), expected == 0 ? mine : mine.Replace("\"major\"", "\"latestMinor\"", StringComparison.Ordinal));
        (int exitCode, string output) = Run(folder, "--version");
        Assert.That(exitCode, Is.EqualTo(expected), output);
    }

    private (int ExitCode, string Output) Run(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(_folder.Child("dotnet"), arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal) || name.StartsWith("MSBUILD", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Tool.Deadline))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet {string.Join(' ', arguments)} did not end within {Tool.Deadline}.");
        }
        return (process.ExitCode, output.Result + error.Result);
    }

    // A link for each file, but for those that know where they lie, and those that name a version.
    private void Copy(string from, string to)
    {
        string source = Path.Combine(s_root, from), target = _folder.Child(to);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (File.Exists(source))
        {
            File.Copy(source, target);
            return;
        }
        Directory.CreateDirectory(target);
        foreach (FileSystemInfo entry in new DirectoryInfo(source).EnumerateFileSystemInfos())
        {
            string here = Path.Combine(target, entry.Name);
            if (entry.Name.EndsWith(".runtimeconfig.json", StringComparison.Ordinal))
            {
                File.WriteAllText(here, Version().Replace(File.ReadAllText(entry.FullName), $"\"version\": \"{Newer}\""));
            }
            else if (entry.Name is "dotnet.dll" || entry.Name.Contains("hostfxr", StringComparison.Ordinal))
            {
                File.Copy(entry.FullName, here);
            }
            else
            {
                File.CreateSymbolicLink(here, entry.FullName);
            }
        }
    }

    [GeneratedRegex("\"version\": \"[^\"]+\"")]
    private static partial Regex Version();
}
