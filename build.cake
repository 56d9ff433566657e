#load "native/libzmq.cake"
using System.Xml.Linq;

// ./build.sh demo, ./build.sh test (build.ps1 on Windows); any task by --target=NAME.
var target = Argument("target", "Test");
const string Configuration = "Release";
const string Tool = "src/ZmqNative.Cli";
const string Results = "artifacts/test-results";
if (!HasArgument("verbosity"))
    Context.Log.Verbosity = Verbosity.Minimal;

// What comes after Cake's table of durations, last on the screen; returns the exit code.
Func<int> finish = null;

Task("Clean").Does(() =>
{
    CleanDirectories("{native,{interop,src,tests}/*}/{bin,obj}");
    CleanDirectories("artifacts/{libzmq,native,native-build,packages,test-results}");
});

Task("Libzmq").Does(FindOrFetchLibzmq);

// libzmq itself, for one runtime identifier, --rid=linux-x64, or for all that can be built and tested here.
Task("Native").Does(() =>
{
    if (StartProcess("native/build.sh", Argument("rid", "")) != 0)
        throw new CakeException("libzmq was not built.");
});

Task("Build").Does(() => Build("ZmqNative.sln"));

Task("Test").IsDependentOn("Libzmq").IsDependentOn("Build").Does(() => RunTests("TestCategory!=Long"));

// Everything: Test and the tests of category Long.
Task("Verify").IsDependentOn("Libzmq").IsDependentOn("Build").Does(() => RunTests(""));

// What is in artifacts/native becomes the runtime package; with --release each runtime has to be there.
Task("Pack").Does(() => DotNetPack("native", new()
{
    Configuration = Configuration, NoLogo = true, OutputDirectory = "artifacts/packages",
    MSBuildSettings = new DotNetMSBuildSettings().WithProperty("Release", HasArgument("release") ? "true" : "false"),
}));

Task("Demo").IsDependentOn("Libzmq").Does(() =>
{
    Build(Tool);
    finish = () => StartProcess("dotnet", $"run --no-build -c {Configuration} --project {Tool} -- demo");
});

try { RunTarget(target); }
catch when (finish is not null) { } // tests failed; finish says how many
if (finish?.Invoke() is int exitCode and not 0)
    Environment.Exit(exitCode);

void Build(string what)
{
    Console.WriteLine($"Building {what} (the first time takes a minute and downloads packages from NuGet).");
    DotNetBuild(what, new() { Configuration = Configuration, Verbosity = DotNetVerbosity.Quiet, NoLogo = true });
}

void RunTests(string filter)
{
    CleanDirectory(Results);
    var counts = GetFiles("tests/*Tests/*.csproj").Select(project => RunTests(project, filter)).ToList();
    var (passed, failed, skipped) = (counts.Sum(c => c.Passed), counts.Sum(c => c.Failed), counts.Sum(c => c.Skipped));
    finish = () =>
    {
        Console.WriteLine($"{passed} passed, {failed} failed" + (skipped > 0 ? $", {skipped} skipped" : ""));
        return failed > 0 ? 1 : 0;
    };
    if (failed > 0)
        throw new CakeException("Not all tests passed.");
}

// A project that crashes, or has no results, counts as one failed test: it must not look like success.
(int Passed, int Failed, int Skipped) RunTests(FilePath project, string filter)
{
    var (name, exitCode) = (project.GetFilenameWithoutExtension(), 0);
    DotNetTest(project.FullPath, new()
    {
        Configuration = Configuration, NoBuild = true, NoLogo = true, Filter = filter, ResultsDirectory = Results,
        Loggers = [$"trx;LogFileName={name}.trx"], HandleExitCode = code => { exitCode = code; return true; },
    });
    var report = $"{Results}/{name}.trx";
    var counters = FileExists(report) ? XDocument.Load(report).Descendants().Single(e => e.Name.LocalName == "Counters") : null;
    int Count(string key) => (int?)counters?.Attribute(key) ?? 0;
    var (total, passed, failed) = (Count("total"), Count("passed"), Count("failed"));
    if (total > 0 && (exitCode == 0 || failed > 0))
        return (passed, failed, total - passed - failed);
    Console.WriteLine($"{name} ended with exit code {exitCode} after {total} results, none of them failed: counted as one failed test.");
    return (passed, failed + 1, total - passed - failed);
}
