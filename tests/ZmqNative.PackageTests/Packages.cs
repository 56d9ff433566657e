namespace ZmqNative.PackageTests;

/// <summary>
/// The packages of ./build.sh pack or release, as a feed in a folder, and a package cache that is empty when the tests begin.
/// </summary>
[SetUpFixture]
public sealed class Packages
{
    private static readonly string s_temporary = Directory.CreateTempSubdirectory("zmqnative-packages-").FullName;

    internal static string Repository { get; } = FindRepository();

    /// <summary>ZMQNATIVE_FEED names another folder than the one that is packed into.</summary>
    internal static string Feed { get; } = Environment.GetEnvironmentVariable("ZMQNATIVE_FEED") ?? Path.Combine(Repository, "artifacts", "packages");

    /// <summary>All that a release has; those with an assembly in lib, by that assembly's name.</summary>
    internal static string[] All { get; } =
        [
            "ZmqNative", "ZmqNative.ClrZmq4", "ZmqNative.Cli", "ZmqNative.History.Sqlite", "ZmqNative.Interop",
            "ZmqNative.JetStream", "ZmqNative.NBitcoin", "ZmqNative.Node", "ZmqNative.Runtime", "ZmqNative.Testing",
        ];

    internal static string Cache { get; } = Path.Combine(s_temporary, "cache");

    /// <summary>The version of a package in the feed; empty when it is not there.</summary>
    internal static string VersionOf(string package) => Directory.Exists(Feed)
        ? Directory.EnumerateFiles(Feed, $"{package}.*.nupkg").Select(file => Path.GetFileNameWithoutExtension(file)[(package.Length + 1)..])
            .SingleOrDefault(version => char.IsAsciiDigit(version[0])) ?? string.Empty
        : string.Empty;

    [OneTimeSetUp]
    public void Are_there() => Prerequisite.Require(
        Array.TrueForAll(All, package => VersionOf(package).Length > 0),
        "packages", "nothing was packed; run ./build.sh native, then ./build.sh pack");

    [OneTimeTearDown]
    public void Forget() => Directory.Delete(s_temporary, recursive: true);

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ZmqNative.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new DirectoryNotFoundException($"There is no ZmqNative.sln above {AppContext.BaseDirectory}.");
    }
}
