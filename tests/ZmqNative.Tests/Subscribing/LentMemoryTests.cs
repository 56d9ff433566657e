using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZmqNative.Tests.Subscribing;

/// <summary>
/// Bytes that a consumer looks at stay what they are, although nobody disposes of anything and another thread collects garbage
/// without a pause. Each form runs as a program of its own (tests/LentMemory), since freed memory may end the process, and
/// glibc overwrites freed memory only if a variable says so when the process starts.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class LentMemoryTests
{
    private const int Bodies = 150;
    private const int Length = 200_000;

    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(5);

    private static readonly string[] s_forms =
        ["TryRead", "ReadAsync", "foreach", "taken", "message", "writable", "allocate", "pool", "frame"];

    private static string Project => Path.Combine(Path.GetDirectoryName(TestData.Root)!, "LentMemory");

    /// <summary>Optimised code forgets an owner after its last use, so this is where wrong bytes were seen first.</summary>
    [TestCaseSource(nameof(s_forms))]
    public void Bytes_stay_in_optimised_code(string form) => Stay(Built(), form, "DOTNET_TieredCompilation=0");

    [Category("Long")]
    [Test]
    public void Bytes_stay_however_code_is_compiled(
        [ValueSource(nameof(s_forms))] string form,
        [Values("", "DOTNET_TieredPGO=0", "DOTNET_ReadyToRun=0", "DOTNET_TC_QuickJitForLoops=0")] string setting) =>
        Stay(Built(), form, setting);

    [Category("Long")]
    [Platform("Linux")]
    [TestCase("-p:PublishReadyToRun=true", "--self-contained")]
    [TestCase("-p:PublishAot=true", "-p:CppCompilerAndLinker=gcc")]
    public void Bytes_stay_in_code_compiled_ahead_of_time(params string[] how)
    {
        Prerequisite.Require(File.Exists("/usr/bin/gcc"), "gcc", "native code is linked by it");
        string folder = Directory.CreateTempSubdirectory("lent-").FullName;
        try
        {
            string published = Path.Combine(folder, "published");
            string rid = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
            (int exitCode, string output) = Run(
                "dotnet", ["publish", Project, "-c", "Release", "-r", rid, "-o", published, "--artifacts-path", folder, .. how]);
            Assert.That(exitCode, Is.Zero, output);
            CopyLibzmq(published);
            foreach (string form in s_forms)
            {
                Stay([Path.Combine(published, "LentMemory")], form, "");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Stay(string[] program, string form, string setting)
    {
        (int exitCode, string output) = Run(
            program[0], [.. program[1..], form, $"{Bodies}", $"{Length}"], "MALLOC_PERTURB_=165", setting);
        Assert.That((exitCode, output.Trim()), Is.EqualTo((0, $"{form}: 0 of {Bodies} bodies wrong")));
    }

    private static string[] Built()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return [Dotnet, "exec", Path.Combine(Project, "bin", configuration, "net10.0", "LentMemory.dll")];
    }

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    // The libzmq of this process, for a program that has no folder of packages.
    private static void CopyLibzmq(string folder) =>
        File.Copy(Interop.ZmqLibrary.Path, Path.Combine(folder, "libzmq.so"), overwrite: true);

    private static (int ExitCode, string Output) Run(string program, string[] arguments, params string[] settings)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string[] setting in settings.Where(setting => setting.Length > 0).Select(setting => setting.Split('=')))
        {
            start.Environment[setting[0]] = setting[1];
        }
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(s_deadline))
        {
            process.Kill();
            Assert.Fail($"{program} did not end within {s_deadline}.");
        }
        return (process.ExitCode, output.Result + errors.Result);
    }
}
