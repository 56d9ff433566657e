using System.Diagnostics;

namespace ZmqNative.Tests.Rules;

/// <summary>The version of the packages, as ./build.sh version says it in a clone with tags of its own.</summary>
[Category("Long")]
[Platform(Exclude = "Win", Reason = "build.sh is for bash.")]
public sealed class VersionTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(3);
    private string _folder = null!;
    private string _start = null!;

    private string Clone => Path.Combine(_folder, "clone");

    [OneTimeSetUp]
    public void MakeAClone()
    {
        string repository = ProjectRulesTests.Repository;
        Assume.That(Path.Exists(Path.Combine(repository, ".git")), "this folder is no clone, so that it has no commits to count");
        _folder = Directory.CreateTempSubdirectory("zmqnative-version-").FullName;
        Git(_folder, "clone", "-q", "--no-tags", repository, Clone);
        // As they are here, committed or not.
        foreach (string file in Directory.EnumerateFiles(repository, "*.cake"))
        {
            File.Copy(file, Path.Combine(Clone, Path.GetFileName(file)), overwrite: true);
        }
        Git(Clone, "add", "-A");
        Git(Clone, "commit", "-q", "--allow-empty", "-m", "as they are");
        _start = Git(Clone, "rev-parse", "HEAD");
    }

    [OneTimeTearDown]
    public void DeleteTheClone()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [SetUp]
    public void WithoutTags()
    {
        Git(Clone, "reset", "-q", "--hard", _start);
        foreach (string tag in Git(Clone, "tag").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Git(Clone, "tag", "-d", tag);
        }
    }

    [TestCase("v1.2.3", 0, "1.2.3")]
    [TestCase("v1.2.3", 2, "1.2.4-dev.2")]
    [TestCase("v1.2.3-rc.1", 0, "1.2.3-rc.1")]
    [TestCase("v1.2.3-rc.1", 2, "1.2.3-rc.1.2")]
    [TestCase("important", 0, null)]
    public void It_comes_from_the_tag_and_the_commits_behind_it(string tag, int commits, string? version)
    {
        Git(Clone, "tag", tag);
        for (int commit = 0; commit < commits; commit++)
        {
            Git(Clone, "commit", "-q", "--allow-empty", "-m", "another");
        }
        Assert.That(Build(Clone), Does.StartWith($"(0) {version ?? $"0.1.0-dev.{Git(Clone, "rev-list", "--count", "HEAD")}"}\n"));
    }

    [Test]
    public void A_tag_that_is_no_version_ends_in_one_sentence()
    {
        Git(Clone, "tag", "v1.2");
        Assert.That(Build(Clone), Does.StartWith("(1) ").And.Contain("The last tag is no version such as v1.2.3 or v1.2.3-rc.1 (git describe: v1.2-0-g"));
    }

    [Test]
    public void Changed_files_are_not_what_the_tag_says()
    {
        Git(Clone, "tag", "v1.2.3");
        File.AppendAllText(Path.Combine(Clone, "README.md"), "more");
        Assert.That(Build(Clone), Does.StartWith("(1) ").And.Contain("The tag says 1.2.3, but tracked files are changed: commit the changes or undo them."));
    }

    [Test]
    public void A_shallow_clone_ends_in_one_sentence()
    {
        string shallow = Path.Combine(_folder, "shallow");
        Git(_folder, "clone", "-q", "--depth=1", $"file://{Clone}", shallow);
        Assert.That(Build(shallow), Does.StartWith("(1) ").And.Contain("this clone is shallow: run git fetch --unshallow --tags."));
    }

    private static string Git(string folder, params string[] arguments)
    {
        (int exitCode, string output) = Run(folder, "git", ["-c", "safe.directory=*", "-c", "user.name=a test", "-c", "user.email=test@example.org", .. arguments]);
        Assert.That(exitCode, Is.Zero, $"git {string.Join(' ', arguments)}: {output}");
        return output.Trim();
    }

    private static string Build(string folder)
    {
        (int exitCode, string output) = Run(folder, Path.Combine(folder, "build.sh"), ["version"]);
        return $"({exitCode}) {output}";
    }

    private static (int ExitCode, string Output) Run(string folder, string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"))}:{start.Environment["PATH"]}";
        start.Environment["NO_COLOR"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_deadline))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {s_deadline}.");
        }
        return (process.ExitCode, output.Result + error.Result);
    }
}
