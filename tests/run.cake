// Runs the test projects, one more side by side than there are processors, and sums up what they say: a third of the time a
// project waits, for deadlines of three seconds and for other processes.
using System.Diagnostics;
using System.Xml.Linq;

const string Results = "artifacts/test-results";

// How long each takes on two processors beside two others, in seconds, without a node and packages and with them: the long
// ones start first. One that is not here is new, and starts at once.
var secondsTaken = new Dictionary<string, (int Bare, int Full)>
{
    ["ZmqNative.NodeTests"] = (6, 280), ["ZmqNative.PackageTests"] = (2, 200), ["ZmqNative.IntegrationTests"] = (160, 160), ["ZmqNative.Tests"] = (130, 130),
    ["ZmqNative.Interop.Tests"] = (40, 40), ["ZeroMQ.Tests"] = (16, 16), ["ZmqNative.Testing.Tests"] = (12, 12), ["ZmqNative.JetStream.Tests"] = (2, 150),
};

record Outcome(int Passed, string[] Failures, string[] SkippedBecause);

void RunTests(string filter)
{
    CleanDirectory(Results);
    var hasNode = FileExists(EnvironmentVariable("BITCOIND") is { Length: > 0 } named ? named : "artifacts/bitcoind/bitcoind");
    var hasPackages = GetFiles("artifacts/packages/*.nupkg").Count > 0;
    const int NotKnown = int.MaxValue;
    int Seconds(FilePath project) => secondsTaken.TryGetValue($"{project.GetFilenameWithoutExtension()}", out var taken)
        ? hasNode && ($"{project}".Contains("NodeTests") || $"{project}".Contains("JetStream")) || hasPackages && $"{project}".Contains("PackageTests") ? taken.Full : taken.Bare
        : NotKnown;
    var projects = GetFiles("tests/*Tests/*.csproj").OrderByDescending(Seconds).ToList();
    var lanes = Math.Min(3, Environment.ProcessorCount + 1);
    var known = projects.Select(Seconds).Where(seconds => seconds < NotKnown).ToList();
    var expected = Math.Max(known.Max(), known.Sum() / lanes);
    Console.WriteLine($"Running {projects.Count} test projects, {lanes} at a time: about {Math.Max(1, Math.Ceiling(expected / 60.0))} minutes on two processors"
        + (filter == "" ? ", and more for the long tests." : "."));

    var waiting = new Queue<FilePath>(projects);
    var outcomes = new List<Outcome>();
    void RunLane()
    {
        while (true)
        {
            FilePath project;
            lock (waiting)
            {
                if (!waiting.TryDequeue(out project))
                    return;
            }
            var outcome = RunTests(project, filter);
            lock (waiting)
                outcomes.Add(outcome);
        }
    }
    System.Threading.Tasks.Task.WaitAll(Enumerable.Range(0, lanes).Select(_ => System.Threading.Tasks.Task.Run(RunLane)).ToArray());

    var (passed, failed, skipped) = (outcomes.Sum(o => o.Passed), outcomes.Sum(o => o.Failures.Length), outcomes.Sum(o => o.SkippedBecause.Length));
    finish = () =>
    {
        foreach (var failure in outcomes.SelectMany(o => o.Failures))
            Console.WriteLine($"failed: {failure}");
        foreach (var kind in outcomes.SelectMany(o => o.SkippedBecause).GroupBy(Kind).OrderByDescending(kind => kind.Count()))
            Console.WriteLine($"{kind.Count()} skipped: {kind.First()}");
        Console.WriteLine($"{passed} passed, {failed} failed" + (skipped > 0 ? $", {skipped} skipped" : ""));
        return failed > 0 ? 1 : 0;
    };
    if (failed > 0)
        throw new CakeException("Not all tests passed.");
}

// Of "bitcoind is missing: there is no …": what is missing, wherever it was looked for.
static string Kind(string reason) => reason.Split(": ")[0];

// A project that crashes, or has no results, counts as one failed test: it must not look like success.
Outcome RunTests(FilePath project, string filter)
{
    var (name, watch) = ($"{project.GetFilenameWithoutExtension()}", Stopwatch.StartNew());
    Console.WriteLine($"{name} ...");
    // Minimal: which tests failed and why.
    var settings = new ProcessSettings { RedirectStandardOutput = true, RedirectStandardError = true, Silent = true }.WithArguments(arguments => arguments
        .Append("test").AppendQuoted(project.FullPath).Append($"--no-build --nologo -c {Configuration} --results-directory {Results} --logger:console;verbosity=minimal")
        .AppendQuoted($"--logger:trx;LogFileName={name}.trx"));
    if (filter != "")
        settings.Arguments.Append("--filter").AppendQuoted(filter);
    var exitCode = StartProcess("dotnet", settings, out var output, out var errors);

    var report = $"{Results}/{name}.trx";
    var results = FileExists(report) ? XDocument.Load(report).Descendants().Where(e => e.Name.LocalName == "UnitTestResult").ToList() : [];
    int Count(string outcome) => results.Count(result => (string)result.Attribute("outcome") == outcome);
    var passed = Count("Passed");
    var failures = results.Where(result => (string)result.Attribute("outcome") == "Failed").Select(Failure).ToArray();
    var skipped = results.Where(result => (string)result.Attribute("outcome") is not ("Passed" or "Failed")).Select(Reason).ToArray();
    var said = string.Join('\n', output.Concat(errors).Where(line => !string.IsNullOrWhiteSpace(line)));
    if (results.Count == 0 || exitCode != 0 && failures.Length == 0)
    {
        failures = [$"{name} ended with exit code {exitCode} after {results.Count} results, none of them failed: counted as one failed test."];
        said += $"\n{failures[0]}";
    }
    // In one piece: the other lane writes, too.
    Console.WriteLine((failures.Length > 0 ? said + "\n" : "") + $"{name}: {passed} passed, {failures.Length} failed, {skipped.Length} skipped in {watch.Elapsed.TotalSeconds:0} s");
    return new Outcome(passed, failures, skipped);
}

// The name of a test and the beginning of what it said: the whole of it stands where its project ended, far above the sum.
static string Failure(XElement result)
{
    var message = result.Descendants().FirstOrDefault(e => e.Name.LocalName == "Message")?.Value ?? "no reason given";
    var said = string.Join(' ', message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    return $"{result.Attribute("testName")?.Value}: {(said.Length > 600 ? said[..600] + " …" : said)}";
}

// The first line of what was said when the test was skipped, without NUnit's words for where: in the set-up of a test, a fixture, a namespace.
static string Reason(XElement result)
{
    var message = result.Descendants().FirstOrDefault(e => e.Name.LocalName == "Message")?.Value ?? "no reason given";
    return System.Text.RegularExpressions.Regex.Replace(message.Trim().Split('\n')[0].TrimEnd(), "^(OneTimeSetUp: )?(SetUp : )?", "");
}
