using System.IO.Compression;

namespace ZmqNative.PackageTests;

/// <summary>What is in the packages.</summary>
public sealed class RuntimePackageTests
{
    private static readonly string[] s_all = File.ReadAllLines(Path.Combine(Packages.Repository, "native", "runtimes"));

    /// <summary>The packed libzmq's version: the package's without the number of the build.</summary>
    internal static string Libzmq => Packages.VersionOf("ZmqNative.Runtime")[..Packages.VersionOf("ZmqNative.Runtime").LastIndexOf('.')];

    internal static bool Has(string runtime) => Runtimes().Contains(runtime);

    [Test]
    public void It_is_versioned_as_libzmq_and_a_build_number() => Assert.That(Packages.VersionOf("ZmqNative.Runtime"), Does.Match(@"^\d+\.\d+\.\d+\.\d+$"));

    [TestCase("ZmqNative.Runtime")]
    [TestCase("ZmqNative.Cli")]
    public void The_licences_of_what_is_inside_are_in_it(string package)
    {
        string[] files = Files(package);
        Assert.That(files, Is.SupersetOf((string[])["licenses/libzmq-COPYING.txt", "licenses/libzmq-COPYING.LESSER.txt", "licenses/libsodium-LICENSE.txt"]));
        Assert.That(files.Contains("licenses/mingw-w64.txt"), Is.EqualTo(files.Any(file => file.EndsWith("win-x64/native/libzmq.dll", StringComparison.Ordinal))));
    }

    /// <summary>The LGPL asks for a notice of each change and for the way to the source.</summary>
    [TestCase("ZmqNative.Runtime")]
    [TestCase("ZmqNative.Cli")]
    public void What_was_changed_in_libzmq_is_in_it(string package)
    {
        string[] ours = [.. Directory.GetFiles(Path.Combine(Packages.Repository, "native", "patches")).Select(Path.GetFileName)!];
        string[] packed = [.. Files(package).Where(file => file.EndsWith(".patch", StringComparison.Ordinal)).Select(Path.GetFileName)!];
        Assert.That(packed, Is.EquivalentTo((string[])[.. ours, "fix_message_can_not_be_received_due_to_signal.patch"]));
    }

    [Test]
    public void The_notice_says_that_it_was_changed_and_where_the_source_is()
    {
        using ZipArchive archive = Open("ZmqNative.Runtime");
        using StreamReader reader = new(archive.GetEntry("README.md")!.Open());
        Assert.That(reader.ReadToEnd(), Does.Contain("changed libzmq 4.3.4").And.Contain("patches/").And.Contain("https://github.com/zeromq/libzmq"));
    }

    [Test]
    public void A_program_that_wants_ZmqNative_gets_libzmq_with_it()
    {
        Assert.That(Specification("ZmqNative"), Does.Contain("""<dependency id="ZmqNative.Interop" """));
        Assert.That(Specification("ZmqNative.Interop"), Does.Contain($"""<dependency id="ZmqNative.Runtime" version="{Packages.VersionOf("ZmqNative.Runtime")}" """));
    }

    [Test]
    public void A_release_is_not_packed_with_a_platform_missing_and_each_is_named()
    {
        string[] absent = [.. s_all.Except(Runtimes())];
        Assume.That(absent, Is.Not.Empty, "all platforms were built: nothing is missed");
        using TempFolder output = new();
        (int exitCode, string said) = Pack(output, "-p:Release=true");
        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(Named(said), Is.EquivalentTo(absent), said);
        Assert.That(said, Does.Contain("a release has them all."));
        (exitCode, said) = Pack(output);
        Assert.That(exitCode, Is.Zero, said);
        Assert.That(Named(said), Is.EquivalentTo(absent), said);
    }

    private static (int ExitCode, string Output) Pack(TempFolder output, params string[] more) =>
        Command.Run(Packages.Repository, [Command.Dotnet, "pack", "native", "-c", "Release", "--nologo", "-o", output.Child("packages"), .. more]);

    private static string[] Named(string said) => said.Split(" is without ")[1].Split('.', ':')[0].Split(", ");

    private static IEnumerable<string> Runtimes() =>
        Files("ZmqNative.Runtime").Where(file => file.StartsWith("runtimes/", StringComparison.Ordinal)).Select(file => file.Split('/')[1]);

    private static string[] Files(string package)
    {
        using ZipArchive archive = Open(package);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    private static string Specification(string package)
    {
        using ZipArchive archive = Open(package);
        using StreamReader reader = new(archive.GetEntry($"{package}.nuspec")!.Open());
        return reader.ReadToEnd();
    }

    private static ZipArchive Open(string package) => ZipFile.OpenRead(Path.Combine(Packages.Feed, $"{package}.{Packages.VersionOf(package)}.nupkg"));
}
