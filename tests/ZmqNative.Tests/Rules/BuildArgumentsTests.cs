using System.Diagnostics;

namespace ZmqNative.Tests.Rules;

/// <summary>The build refuses what names nothing, and says what there is, before it builds anything.</summary>
[Platform(Exclude = "Win", Reason = "build.sh is for bash; build.ps1 hands on its arguments to the same script.")]
public sealed class BuildArgumentsTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    [TestCase("There is no task 'tset'; there are clean, native, libzmq, build, compile, test,", "tset")]
    [TestCase("There is no option --prats; there are --rid, --libzmq, --parts, --seconds, --feed.", "bench", "--prats=publish")]
    [TestCase("--parts does not take 'pears'; there are publish, receive,", "--target=Bench", "--parts=receive,pears", Category = "Long")]
    [TestCase("--rid does not take 'linux-x65'; there are linux-x64, linux-arm64,", "native", "--rid=linux-x65", Category = "Long")]
    [TestCase("--libzmq does not take 'sytem'; there are built, kept, package, system,", "demo", "--libzmq=sytem", Category = "Long")]
    [TestCase("--rid goes with the task native, which test does not run.", "test", "--rid=linux-x64", Category = "Long")]
    [TestCase("release takes --feed=DIR, the folder that gets the packages.", "release", Category = "Long")]
    [TestCase("--feed names no folder.", "release", "--feed", Category = "Long")]
    [TestCase("--feed takes a folder, and README.md is a file.", "release", "--feed=README.md", Category = "Long")]
    [TestCase("--feed goes with the task libzmq or release, which pack does not run.", "pack", "--feed=feed", Category = "Long")]
    [TestCase("--feed is a way to libzmq, too: give either --feed or --libzmq.", "demo", "--feed=feed", "--libzmq=built", Category = "Long")]
    [TestCase("--rid has an empty value.", "native", "--rid=")]
    [TestCase("--feed=no/such/folder gave no package ZmqNative.Runtime", "libzmq", "--feed=no/such/folder", Category = "Long")]
    [TestCase(": there is no such folder.", "libzmq", "--feed=no/such/folder", Category = "Long")]
    [TestCase(": Unable to find package ZmqNative.Runtime. No packages exist with this id in source(s): ", "libzmq", "--feed=docs", Category = "Long")]
    [TestCase("--seconds does not take 'ten'; it is a whole number from 1.", "fuzz", "--seconds=ten", Category = "Long")]
    [TestCase("--rid is given 2 times; it is given once.", "native", "--rid=linux-x64", "--rid=win-x64", Category = "Long")]
    public void It_is_refused_in_one_sentence(string sentence, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(ProjectRulesTests.Repository, "build.sh"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The dotnet that runs the tests, wherever it is.
        start.Environment["PATH"] = $"{Path.GetDirectoryName(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"))}:{start.Environment["PATH"]}";
        start.Environment["NO_COLOR"] = "1";
        using Process build = Process.Start(start)!;
        Task<string> output = build.StandardOutput.ReadToEndAsync(), error = build.StandardError.ReadToEndAsync();
        if (!build.WaitForExit(s_deadline))
        {
            build.Kill(entireProcessTree: true);
            Assert.Fail($"The build goes on: {output.Result}");
        }
        Assert.That(build.ExitCode, Is.EqualTo(1));
        Assert.That(output.Result + error.Result, Does.Contain(sentence).And.Not.Contain("Building"));
    }
}
