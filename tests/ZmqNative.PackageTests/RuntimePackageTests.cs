using System.IO.Compression;

namespace ZmqNative.PackageTests;

/// <summary>What is in the packages.</summary>
public sealed class RuntimePackageTests
{
    private const string CopyOfNative = "native-tests";
    private static readonly string[] s_listed = File.ReadAllLines(Path.Combine(Packages.Repository, "native/runtimes"));

    private static readonly string[] s_previews = File.ReadAllLines(Path.Combine(Packages.Repository, "native/previews"));

    /// <summary>The packed libzmq's version: the package's without the number of the build.</summary>
    internal static string Libzmq => Packages.VersionOf("ZmqNative.Runtime")[..Packages.VersionOf("ZmqNative.Runtime").LastIndexOf('.')];

    internal static bool Has(string runtime) => Runtimes().Contains(runtime);

    [Test]
    public void It_is_versioned_as_libzmq_and_a_build_number() => Assert.That(Packages.VersionOf("ZmqNative.Runtime"), Does.Match(@"^\d+\.\d+\.\d+\.\d+$"));

    [TestCase("ZmqNative.Runtime")]
    [TestCase("ZmqNative.Cli")]
    public void The_licences_of_what_is_inside_are_in_it(string package)
    {
        string[] files = new Package(package).Files;
        Assert.That(files, Is.SupersetOf((string[])["licenses/libzmq-COPYING.txt", "licenses/libzmq-COPYING.LESSER.txt", "licenses/libsodium-LICENSE.txt"]));
        Assert.That(files.Contains("licenses/mingw-w64.txt"), Is.EqualTo(files.Any(file => file.EndsWith("win-x64/native/libzmq.dll", StringComparison.Ordinal))));
        Assert.That(files.Contains("licenses/zig.txt"), Is.EqualTo(s_previews.Any(rid => files.Any(file => file.Contains($"/{rid}/native/", StringComparison.Ordinal)))));
    }

    /// <summary>The LGPL asks for a notice of the changes, and for the source: where it is, and what was changed.</summary>
    [TestCase("ZmqNative.Runtime")]
    [TestCase("ZmqNative.Cli")]
    public void It_says_that_libzmq_was_changed_and_has_every_change(string package)
    {
        string changes = new Package(package).Text("licenses/libzmq-CHANGES.txt").ReplaceLineEndings("\n");
        Assert.That(changes, Does.StartWith($"The libzmq in this package is libzmq {Libzmq}, changed for ZmqNative.Runtime"));
        string[] versions = File.ReadAllLines(Path.Combine(Packages.Repository, "native/libzmq.version"));
        foreach (string archive in (string[])["libzmq_sha256=", "debian_sha256="])
        {
            string hash = versions.Single(line => line.StartsWith(archive, StringComparison.Ordinal))[archive.Length..];
            Assert.That(changes, Does.Contain(hash));
        }
        Assert.That(changes, Does.Contain("fix_message_can_not_be_received_due_to_signal.patch"));
        string[] patches = Directory.GetFiles(Path.Combine(Packages.Repository, "native/patches"), "*.patch");
        Assert.That(patches, Is.Not.Empty);
        foreach (string patch in patches)
        {
            Assert.That(changes, Does.Contain(Path.GetFileName(patch)).And.Contain(File.ReadAllText(patch)));
        }
    }

    [Test]
    public void A_program_that_wants_ZmqNative_gets_libzmq_with_it()
    {
        Assert.That(new Package("ZmqNative").Specification, Does.Contain("""<dependency id="ZmqNative.Interop" """));
        Assert.That(new Package("ZmqNative.Interop").Specification, Does.Contain($"""<dependency id="ZmqNative.Runtime" version="{Packages.VersionOf("ZmqNative.Runtime")}" """));
    }

    [Test]
    public void A_release_is_not_packed_with_a_listed_platform_missing_and_each_is_named()
    {
        using TempFolder folder = new();
        string natives = CopyNatives(folder);
        string missing = Runtimes().Intersect(s_listed).Last();
        Directory.Delete(Path.Combine(natives, missing), recursive: true);
        string[] absent = [.. s_listed.Except(Runtimes()).Append(missing).Order()];
        (int exitCode, string said) = Pack(folder, natives, "-p:Release=true");
        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(Named(said, " is without ").Order(), Is.EqualTo(absent), said);
        Assert.That(said, Does.Contain("a release has all that native/runtimes lists."));
        (exitCode, said) = Pack(folder, natives);
        Assert.That(exitCode, Is.Zero, said);
        Assert.That(Named(said, " is without ").Order(), Is.EqualTo(absent), said);
    }

    [Test]
    public void A_platform_that_is_not_listed_is_packed_and_named()
    {
        using TempFolder folder = new();
        string natives = CopyNatives(folder), twin = Path.Combine(natives, "linux-musl-s390x");
        Assume.That(Has("linux-x64") && !Directory.Exists(twin), "its twin is used for it");
        Directory.CreateDirectory(twin);
        File.Copy(Path.Combine(natives, "linux-x64/libzmq.so"), Path.Combine(twin, "libzmq.so"));
        (int exitCode, string said) = Pack(folder, natives);
        Assert.That(exitCode, Is.Zero, said);
        Assert.That(Named(said, " also has "), Is.EqualTo((string[])["linux-musl-s390x", "not listed in native/runtimes"]), said);
        using ZipArchive package = ZipFile.OpenRead(Directory.GetFiles(folder.Child("packages"), "*.nupkg").Single());
        Assert.That(package.Entries.Select(entry => entry.FullName), Does.Contain("runtimes/linux-musl-s390x/native/libzmq.so"));
    }

    [Test]
    public void A_library_for_another_processor_than_its_platforms_is_not_packed()
    {
        using TempFolder folder = new();
        string natives = CopyNatives(folder);
        Assume.That(Has("linux-x64") && Has("linux-arm64") && !OperatingSystem.IsWindows(), "one is put in the place of the other, and a script checks it");
        File.Copy(Path.Combine(natives, "linux-x64/libzmq.so"), Path.Combine(natives, "linux-arm64/libzmq.so"), overwrite: true);
        (int exitCode, string said) = Pack(folder, natives);
        Assert.That(exitCode, Is.Not.Zero, said);
        Assert.That(said, Does.Contain("is ELF for x64, not ELF for arm64"));
    }

    private static string CopyNatives(TempFolder folder)
    {
        string source = Path.Combine(Packages.Repository, "artifacts/native"), target = folder.Child(CopyOfNative);
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return target;
    }

    /// <summary>Also where this run itself does without some previews.</summary>
    private static (int ExitCode, string Output) Pack(TempFolder folder, string natives, params string[] more) =>
        Command.Run(
            Packages.Repository,
            [Command.Dotnet, "pack", "native", "-c", "Release", "--nologo", "-o", folder.Child("packages"), $"-p:Natives={natives}/", .. more],
            ("ZMQNATIVE_PREVIEWS", ""));

    private static string[] Named(string said, string verb) => said.Split(verb)[1].Split('.', ':')[0].Split(", ");

    private static IEnumerable<string> Runtimes() =>
        new Package("ZmqNative.Runtime").Files.Where(file => file.StartsWith("runtimes/", StringComparison.Ordinal)).Select(file => file.Split('/')[1]);
}
