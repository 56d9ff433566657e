namespace ZmqNative.PackageTests;

/// <summary>Programs for other platforms, published here and run under emulators. What an emulator runs is no proof of speed, but of loading, ABI and protocol.</summary>
[Platform("Linux")]
public sealed class ForeignPlatformTests
{
    internal static string[] Qemu { get; } = ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu"];

    internal static string[] LinkedByClang { get; } =
        ["-p:CppCompilerAndLinker=clang", "-p:LinkerFlavor=lld", "-p:ObjCopyName=aarch64-linux-gnu-objcopy"];

    private Consumer _consumer = null!;

    private (string, string)[] Wine => [("WINEPREFIX", Path.Combine(_consumer.Folder, "wine")), ("WINEDEBUG", "-all"), ("WINEARCH", "win64")];

    [SetUp]
    public void Create() => _consumer = new Consumer();

    [TearDown]
    public void Delete() => _consumer?.Dispose();

    [Test]
    public void Linux_arm64_self_contained()
    {
        RequirePacked("linux-arm64");
        RequireQemu();
        _consumer.Publish("-r", "linux-arm64", "--self-contained");
        Works([.. Qemu, Path.Combine(_consumer.Published, "Consumer")], Path.Combine(_consumer.Published, "libzmq.so"), "linux-arm64");
    }

    [Test]
    public void Linux_arm64_native_code_ahead_of_time()
    {
        RequirePacked("linux-arm64");
        RequireQemu();
        Prerequisite.Require(Command.Exists("clang") && Command.Exists("ld.lld"), "clang", "native code for arm64 is linked by clang and lld");
        _consumer.Publish(["-r", "linux-arm64", "-p:PublishAot=true", .. LinkedByClang]);
        Works([.. Qemu, Path.Combine(_consumer.Published, "Consumer")], Path.Combine(_consumer.Published, "libzmq.so"), "linux-arm64");
    }

    /// <summary>Under Debian's musl, with the libraries of C++ that .NET needs and Debian has for glibc only: musl-shim.c.</summary>
    [Test]
    public void Linux_musl_x64_self_contained()
    {
        RequirePacked("linux-musl-x64");
        RequireMusl();
        _consumer.Publish("-r", "linux-musl-x64", "--self-contained");
        Works([Path.Combine(_consumer.Published, "Consumer")], Path.Combine(_consumer.Published, "libzmq.so"), "linux-musl-x64", ("LD_LIBRARY_PATH", MuslHelp(_consumer.Folder)));
    }

    [Test]
    public void Windows_x64_self_contained()
    {
        RequirePacked("win-x64");
        Prerequisite.Require(Command.Exists("wine"), "wine", "programs for Windows run under it");
        _consumer.Publish("-r", "win-x64", "--self-contained");
        Command.Succeed(_consumer.Folder, ["wineboot", "--init"], Wine); // says on the way that it makes a folder
        Works(["wine", Path.Combine(_consumer.Published, "Consumer.exe")],
            "Z:" + Path.Combine(_consumer.Published, "libzmq.dll").Replace('/', '\\'), "win-x64");
        Command.Succeed(_consumer.Folder, ["wineserver", "--wait"], Wine);
    }

    internal static void RequirePacked(string runtime) =>
        Prerequisite.Require(RuntimePackageTests.Has(runtime), runtime, $"it is not in ZmqNative.Runtime; run ./build.sh native --rid={runtime}, then ./build.sh pack");

    internal static void RequireQemu() =>
        Prerequisite.Require(Command.Exists(Qemu[0]) && Directory.Exists(Qemu[^1]), "qemu", "programs for arm64 run under it, with the cross compiler's libraries");

    internal static void RequireMusl()
    {
        Prerequisite.Require(File.Exists("/lib/ld-musl-x86_64.so.1"), "musl", "programs for musl run under it, of Debian's package musl");
        Prerequisite.Require(Command.Exists("gcc"), "gcc", "what musl lacks for libstdc++ is compiled");
    }

    /// <summary>A folder with the libraries of C++, and with what musl lacks for them.</summary>
    internal static string MuslHelp(string parent)
    {
        string help = Directory.CreateDirectory(Path.Combine(parent, "help")).FullName;
        string shim = Path.Combine(Packages.Repository, "tests", "ZmqNative.PackageTests", "musl-shim.c");
        Command.Succeed(help, ["gcc", "-shared", "-nostdlib", "-fPIC", "-fno-builtin", "-o", "ld-linux-x86-64.so.2", shim]);
        foreach (string library in (string[])["libstdc++.so.6", "libgcc_s.so.1"])
        {
            string found = Command.Succeed(help, ["gcc", $"-print-file-name={library}"]).Trim();
            File.Copy(found, Path.Combine(help, library));
        }
        return help;
    }

    private void Works(string[] command, string library, string runtime, params (string, string)[] more)
    {
        string output = Command.Succeed(_consumer.Folder, command, [.. Wine, .. more]);
        Assert.That(output.Trim().Split('\n', StringSplitOptions.TrimEntries), Is.EqualTo(
            [.. Consumer.Works, $"libzmq {RuntimePackageTests.Libzmq} of {library} on {runtime}"]));
    }
}
