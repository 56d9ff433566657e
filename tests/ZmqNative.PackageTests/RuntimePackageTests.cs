using System.IO.Compression;

namespace ZmqNative.PackageTests;

/// <summary>What is in the packages.</summary>
public sealed class RuntimePackageTests
{
    private static readonly string[] s_all =
        ["linux-arm", "linux-arm64", "linux-musl-arm64", "linux-musl-x64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64"];

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
