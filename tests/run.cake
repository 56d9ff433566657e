// Runs the test projects and sums up what they say.
using System.Xml.Linq;

const string Results = "artifacts/test-results";

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
