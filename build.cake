#load "native/libzmq.cake"
#load "sbom.cake"
#load "release.cake"
#load "arguments.cake"
#load "tests/run.cake"

// ./build.sh demo, ./build.sh test (build.ps1 on Windows); any task by its name.
var target = Argument("target", "Test");
const string Configuration = "Release";
const string Tool = "src/ZmqNative.Cli";
if (!HasArgument("verbosity"))
    Context.Log.Verbosity = Verbosity.Minimal;

// What comes after Cake's table of durations, last on the screen; returns the exit code.
Func<int> finish = null;

Task("Clean").Does(() =>
{
    CleanDirectories("{native,native/feed,{interop,src,tests,examples}/*}/{bin,obj}");
    CleanDirectories("artifacts/{aot,libzmq,native,native-build,packages,release,test-results}");
});

// libzmq itself, for one runtime identifier, --rid=linux-x64, or for all that can be built and tested here.
Task("Native").Does(() =>
{
    if (!BuildNative(Argument("rid", "")))
        throw new CakeException("libzmq was not built.");
});

// Sees to it that there is a libzmq; --libzmq=built, package, system, manager or source allows this way only.
Task("Libzmq").Does(FindOrFetchLibzmq);

// With the analyzers, which take a third of the time; so everything is compiled, also what is up to date without them.
Task("Build").Does(() => Build("ZmqNative.sln", isAnalyzed: true));

// What the tests need.
Task("Compile").Does(() => Build("ZmqNative.sln"));

Task("Test").IsDependentOn("Libzmq").IsDependentOn("Compile").Does(() => RunTests("TestCategory!=Long"));

// Each parser of what others send or write gets inputs that follow its branches, for --seconds=N of processor time; needs afl++.
Task("Fuzz").IsDependentOn("Libzmq").Does(() =>
{
    Build("tests/Fuzz");
    var targets = GetDirectories("tests/data/fuzz/*").Select(folder => folder.GetDirectoryName()).Order().ToList();
    var failed = targets.Where(name => StartProcess("tests/fuzz.sh", $"{name} {Argument("seconds", "60")}") != 0).ToList();
    if (failed.Count > 0)
        throw new CakeException($"Inputs that break a promise are in artifacts/fuzz: {string.Join(", ", failed)}.");
});

// Native code ahead of time from the projects; from the packages, and for other platforms, the tests do it.
Task("Aot").IsDependentOn("Libzmq").Does(() =>
{
    DotNetPublish("tests/AotSmoke", new() { Configuration = Configuration, Runtime = hostRuntime, OutputDirectory = "artifacts/aot", NoLogo = true, Verbosity = DotNetVerbosity.Quiet });
    if (StartProcess("artifacts/aot/AotSmoke") != 0)
        throw new CakeException("The program compiled ahead of time failed.");
});

// What is in artifacts/native becomes the runtime package, and the libraries and the tool become theirs.
Task("Pack").Does(() => PackInto("artifacts/packages", VersionOfCheckout(), isRelease: false));

// Which version the packages of this commit have.
Task("Version").Does(() => Console.WriteLine(VersionOfCheckout()));

// All packages, for all runtimes, checked, in the folder --feed=DIR.
Task("Release").Does(() => MakeRelease(MakeAbsolute(Directory(Argument("feed", "")))));

// Everything, from the sources of libzmq to programs made of the packages, and whether libzmq comes out the same a second time.
Task("Verify").IsDependentOn("Native").IsDependentOn("Libzmq").IsDependentOn("Build").IsDependentOn("Fuzz").IsDependentOn("Aot").IsDependentOn("Pack").Does(() =>
{
    if (StartProcess("native/reproduce.sh") != 0)
        throw new CakeException("A second build of libzmq gave other bytes.");
    foreach (var variant in new[] { "--libzmq5", "--as-root" })
        if (StartProcess("tests/bare/run.sh", $"{variant} test") != 0)
            throw new CakeException($"The README's test command failed on a bare Debian, {variant}.");
    foreach (var libzmq in new[] { "ours", "debian-4.3.4", "debian-4.3.5" })
        if (StartProcess("tests/libzmq/run.sh", libzmq) != 0)
            throw new CakeException($"Tests failed on libzmq {libzmq}.");
    RunTests("");
});

// What the libraries cost, side by side with C++ on the same libzmq: tables here and in artifacts/bench, and plots; needs a C++ compiler. Nothing else should run meanwhile.
Task("Bench").IsDependentOn("Libzmq").Does(() =>
{
    const string Program = "tests/ZmqNative.Benchmarks";
    var parts = PartsAskedFor();
    bool Wanted(string part) => parts.Length == 0 || parts.Contains(part);
    // Native code first: it leaves other packages restored than the programs need that are compiled while they run.
    foreach (var (part, project, folder) in new[] { ("aheadoftime", Program, "aheadoftime"), ("startup", Tool, "startup"), ("startup", "examples/Consumer", "consumer") }.Where(one => Wanted(one.Item1)))
    {
        Console.WriteLine($"Compiling {project} ahead of time (a minute).");
        var settings = new DotNetMSBuildSettings().WithProperty("PublishAot", "true");
        DotNetPublish(project, new() { Configuration = Configuration, Runtime = hostRuntime, OutputDirectory = $"artifacts/bench/{folder}", NoLogo = true, Verbosity = DotNetVerbosity.Quiet, MSBuildSettings = settings });
    }
    if (Wanted("startup") || Wanted("verify"))
        Build(Tool);
    Build(Program);
    finish = () => StartProcess("dotnet", $"run --no-build -c {Configuration} --project {Program} -- --report=artifacts/bench {string.Join(' ', parts)}");
});

Task("Demo").IsDependentOn("Libzmq").Does(() =>
{
    Build(Tool);
    finish = () => StartProcess("dotnet", $"run --no-build -c {Configuration} --project {Tool} -- demo");
});

CheckArguments(target);
try { RunTarget(target); }
catch when (finish is not null) { } // tests failed; finish says how many
if (finish?.Invoke() is int exitCode and not 0)
    Environment.Exit(exitCode);

void Build(string what, bool isAnalyzed = false)
{
    Console.WriteLine($"Building {what} (the first time takes a minute and downloads packages from NuGet).");
    var settings = new DotNetMSBuildSettings().WithProperty("RunAnalyzers", isAnalyzed ? "true" : "false");
    DotNetBuild(what, new() { Configuration = Configuration, Verbosity = DotNetVerbosity.Quiet, NoLogo = true, NoIncremental = isAnalyzed, MSBuildSettings = settings });
}
