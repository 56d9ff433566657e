// How packages are made: versioned by git's tags, packed, and for a release checked, with a bill of materials beside each.
using System.Text.RegularExpressions;

// A release is all the packages in one folder that NuGet takes as a source. It is packed elsewhere, and takes its place
// after the checks.
void MakeRelease(DirectoryPath feed)
{
    const string Packed = "artifacts/release";
    var version = VersionOfCheckout();
    Console.WriteLine($"Release {version}.");
    if (!BuildNative(""))
        throw new CakeException("libzmq was not built, and a release has all the runtimes that native/runtimes lists.");
    PackInto(Packed, version, isRelease: true);
    foreach (var package in GetFiles($"{Packed}/*.nupkg"))
        WriteBillOfMaterials(package);
    CheckPackages(Packed, version);

    EnsureDirectoryExists(feed);
    CopyFiles($"{Packed}/*", feed);
    Console.WriteLine($"{GetFiles($"{Packed}/*.nupkg").Count} packages, {version}, are in {feed.FullPath}.");
}

void PackInto(string folder, string version, bool isRelease)
{
    CleanDirectory(folder);
    var notes = Context.Environment.WorkingDirectory.CombineWithFilePath("artifacts/release-notes.md");
    System.IO.File.WriteAllText(notes.FullPath, ReleaseNotes(version));
    DotNetPack("ZmqNative.sln", new()
    {
        Configuration = Configuration, NoLogo = true, Verbosity = DotNetVerbosity.Quiet, OutputDirectory = folder,
        MSBuildSettings = Reproducible(version).WithProperty("Release", $"{isRelease}".ToLowerInvariant()).WithProperty("ReleaseNotesFile", notes.FullPath),
    });
}

DotNetMSBuildSettings Reproducible(string version) =>
    new DotNetMSBuildSettings().WithProperty("ReleaseVersion", version).WithProperty("ContinuousIntegrationBuild", "true");

// SemVer. A commit with the tag v1.2.3 is 1.2.3. N commits behind it are 1.2.4-dev.N, behind v1.2.3-rc.1 they are
// 1.2.3-rc.1.N, and without any tag 0.1.0-dev.N: each later commit has the higher version.
string VersionOfCheckout()
{
    bool Git(string arguments, out string line)
    {
        var settings = new ProcessSettings { Arguments = arguments, RedirectStandardOutput = true, RedirectStandardError = true, Silent = true };
        var exitCode = StartProcess("git", settings, out var output, out _);
        line = output.FirstOrDefault() ?? "";
        return exitCode == 0;
    }

    if (!Git("rev-list --count HEAD", out var count) || !Git("rev-parse --is-shallow-repository", out var isShallow))
        throw new CakeException("The version is made of git's tags and commits, and there are none: this folder is no clone of the repository.");
    if (isShallow == "true")
        throw new CakeException("The version is made of git's tags and commits, and this clone is shallow: run git fetch --unshallow --tags.");
    if (!Git("describe --tags --long --match v[0-9]*", out var described))
        return $"0.1.0-dev.{count}";

    var tag = Regex.Match(described, @"^v(\d+\.\d+\.)(\d+)(-[0-9A-Za-z.-]+)?-(\d+)-g[0-9a-f]+$");
    if (!tag.Success)
        throw new CakeException($"The last tag is no version such as v1.2.3 or v1.2.3-rc.1 (git describe: {described}).");
    var (minor, patch, preview, commits) = (tag.Groups[1].Value, tag.Groups[2].Value, tag.Groups[3].Value, tag.Groups[4].Value);
    if (commits != "0")
        return preview == "" ? $"{minor}{int.Parse(patch) + 1}-dev.{commits}" : $"{minor}{patch}{preview}.{commits}";
    if (!Git("diff --quiet HEAD", out _))
        throw new CakeException($"The tag says {minor}{patch}{preview}, but tracked files are changed: commit the changes or undo them.");
    return $"{minor}{patch}{preview}";
}

// The version's section of CHANGELOG.md, else that of what is not released.
string ReleaseNotes(string version)
{
    var sections = Regex.Split(System.IO.File.ReadAllText("CHANGELOG.md"), @"(?m)^## ").Skip(1)
        .Select(section => (Title: section.Split('\n')[0].Trim(), Text: section[(section.IndexOf('\n') + 1)..].Trim())).ToList();
    bool Is(string title, string name) => Regex.IsMatch(title, $@"^\[?v?{Regex.Escape(name)}\]?(\s|$)");
    return sections.Where(one => Is(one.Title, version)).Concat(sections.Where(one => Is(one.Title, "Unreleased"))).Select(one => one.Text).FirstOrDefault()
        ?? throw new CakeException($"CHANGELOG.md has neither a section {version} nor a section Unreleased.");
}

// The checks are tests, which ./build.sh test runs on artifacts/packages.
void CheckPackages(string folder, string version)
{
    const string Checks = "tests/ZmqNative.PackageTests";
    Console.WriteLine("Checking the packages.");
    DotNetBuild(Checks, new() { Configuration = Configuration, NoLogo = true, Verbosity = DotNetVerbosity.Quiet, MSBuildSettings = Reproducible(version) });
    DotNetTest(Checks, new()
    {
        Configuration = Configuration, NoBuild = true, NoLogo = true, Filter = "TestCategory=Feed", Verbosity = DotNetVerbosity.Minimal,
        EnvironmentVariables = new Dictionary<string, string> { ["ZMQNATIVE_FEED"] = MakeAbsolute(Directory(folder)).FullPath, ["ZMQNATIVE_CI_HAS"] = "packages release" },
    });
}
