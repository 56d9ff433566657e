using System.Runtime.InteropServices;

namespace ZmqNative.PackageTests;

/// <summary>
/// Each way a program is published, on the platform the tests run on: a notification and an encrypted message arrive, and the
/// operating system says that the packed libzmq is the one that was loaded, and no other.
/// </summary>
[Platform("Linux")]
public sealed class PublishModeTests
{
    private static readonly string s_runtime = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private Consumer _consumer = null!;

    [SetUp]
    public void Create() => _consumer = new Consumer();

    [TearDown]
    public void Delete() => _consumer?.Dispose();

    [Test]
    public void Dotnet_run() => Works(
        Path.Combine(_consumer.Folder, "bin", "Release", "net10.0", "runtimes", s_runtime, "native", "libzmq.so"),
        Command.Dotnet, "run", "-c", "Release");

    [Test]
    public void Portable()
    {
        _consumer.Publish();
        Works(Path.Combine(_consumer.Published, "runtimes", s_runtime, "native", "libzmq.so"), Command.Dotnet, Path.Combine(_consumer.Published, "Consumer.dll"));
    }

    [TestCase("--self-contained false")]
    [TestCase("--self-contained")]
    [TestCase("-p:PublishSingleFile=true")]
    [TestCase("-p:PublishTrimmed=true", Category = "Long")]
    [TestCase("-p:PublishSingleFile=true -p:PublishTrimmed=true")]
    public void Libzmq_lies_beside_the_program(string arguments)
    {
        _consumer.Publish(["-r", s_runtime, .. arguments.Split(' ')]);
        WorksBeside();
    }

    [Test]
    public void Single_file_that_unpacks_itself()
    {
        _consumer.Publish("-r", s_runtime, "-p:PublishSingleFile=true", "-p:IncludeNativeLibrariesForSelfExtract=true");
        Assert.That(Directory.EnumerateFileSystemEntries(_consumer.Published).Select(Path.GetFileName), Is.EqualTo(["Consumer"]));
        string unpacked = Path.Combine(_consumer.Folder, "unpacked");
        string output = Command.Succeed(_consumer.Folder, [Path.Combine(_consumer.Published, "Consumer")], ("DOTNET_BUNDLE_EXTRACT_BASE_DIR", unpacked));
        Check(output, Directory.EnumerateFiles(unpacked, "libzmq.so", SearchOption.AllDirectories).Single());
    }

    [TestCase("clang")]
    [TestCase("gcc", Category = "Long")]
    public void Native_code_ahead_of_time(string linker)
    {
        Prerequisite.Require(Command.Exists(linker), linker, "native code is linked by it");
        _consumer.Publish("-r", s_runtime, "-p:PublishAot=true", $"-p:CppCompilerAndLinker={linker}");
        Assert.That(Directory.EnumerateFiles(_consumer.Published, "*.dll"), Is.Empty);
        WorksBeside();
    }

    private void WorksBeside() => Works(Path.Combine(_consumer.Published, "libzmq.so"), Path.Combine(_consumer.Published, "Consumer"));

    private void Works(string library, params string[] command) => Check(Command.Succeed(_consumer.Folder, command), library);

    private static void Check(string output, string library) => Assert.That(output.Trim().Split('\n'), Is.EqualTo(
        [.. Consumer.Works, $"libzmq {RuntimePackageTests.Libzmq} of {library} on {s_runtime}"]));
}
