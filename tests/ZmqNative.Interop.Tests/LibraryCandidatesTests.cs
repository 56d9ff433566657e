using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>Where is looked, for every system on any; <see cref="LibraryProcessTests"/> has what comes of it.</summary>
public class LibraryCandidatesTests
{
    private static readonly LibraryTarget s_linux = new(LibraryTarget.Linux, Architecture.X64, Musl: false);
    private static readonly LibraryTarget s_windows = s_linux with { System = LibraryTarget.Windows };
    private static readonly LibraryTarget s_mac = new(LibraryTarget.MacOS, Architecture.Arm64, Musl: false);

    private string _program = null!;

    [SetUp]
    public void MakeFolder() => _program = Directory.CreateTempSubdirectory("candidates").FullName;

    [TearDown]
    public void DeleteFolder()
    {
        if (_program is not null)
        {
            Directory.Delete(_program, recursive: true);
        }
    }

    [Test]
    public void The_folders_are_those_of_the_package_the_program_and_the_host_each_once()
    {
        string other = Path.Combine(_program, "other");
        Assert.That(LibraryCandidates.Folders(_program + Path.DirectorySeparatorChar, string.Join(Path.PathSeparator, _program, other, string.Empty), null, s_linux),
            Is.EqualTo([Path.Combine(_program, "runtimes", "linux-x64", "native"), _program, other]));
    }

    [Test]
    public void The_folders_of_an_assembly_that_is_elsewhere_come_last()
    {
        string plugin = Path.Combine(_program, "plugin");
        Assert.That(LibraryCandidates.Folders(_program, string.Empty, plugin, s_linux).Skip(2), Is.EqualTo([Path.Combine(plugin, "runtimes", "linux-x64", "native"), plugin]));
        Assert.That(LibraryCandidates.Folders(_program, string.Empty, _program, s_linux).Count(), Is.EqualTo(2));
    }

    [Test]
    public void Each_system_has_a_package_of_its_own()
    {
        Assert.That(s_linux.RuntimeIdentifier, Is.EqualTo("linux-x64"));
        Assert.That((s_linux with { Musl = true }).RuntimeIdentifier, Is.EqualTo("linux-musl-x64"));
        Assert.That(s_windows.RuntimeIdentifier, Is.EqualTo("win-x64"));
        Assert.That(s_mac.RuntimeIdentifier, Is.EqualTo("osx-arm64"));
    }

    [Test]
    public void The_package_for_glibc_is_not_looked_into_on_musl() =>
        Assert.That(LibraryCandidates.Folders(_program, string.Empty, null, s_linux with { Musl = true }),
            Is.EqualTo([Path.Combine(_program, "runtimes", "linux-musl-x64", "native"), _program]));

    [Test]
    public void The_system_is_asked_for_the_name_of_a_distribution_first()
    {
        Assert.That(LibraryCandidates.System(s_linux), Is.EqualTo(["libzmq.so.5", "libzmq.so"]));
        Assert.That(LibraryCandidates.System(s_windows), Is.EqualTo(["libzmq.dll", "zmq.dll"]));
        Assert.That(LibraryCandidates.System(s_mac), Is.SupersetOf(["libzmq.dylib", "libzmq.5.dylib", Path.Combine("/opt/homebrew/lib", "libzmq.dylib")]));
    }

    [Test]
    public void On_Windows_the_names_of_vcpkg_count_beside_the_program_only()
    {
        string other = Directory.CreateDirectory(Path.Combine(_program, "other")).FullName;
        string[] names = ["libzmq.dll", "zmq.dll", "libzmq-v143-mt-4_3_5.dll", "libzmq-mt-4_3_5.dll", "libzmq-mt-gd-4_3_5.dll"];
        foreach (string name in (string[])[.. names, "libzmqpp.dll", "libzmq-static.lib"])
        {
            File.WriteAllText(Path.Combine(_program, name), string.Empty);
            File.WriteAllText(Path.Combine(other, name), string.Empty);
        }
        Assert.That(Bundled(s_windows), Is.EqualTo([.. names.Select(name => Path.Combine(_program, name)), Path.Combine(other, "libzmq.dll"), Path.Combine(other, "zmq.dll")]));
        Assert.That(Bundled(s_linux), Is.Empty);

        IEnumerable<string> Bundled(LibraryTarget target) =>
            LibraryCandidates.Bundled(LibraryCandidates.Folders(_program, other, null, target), _program + Path.DirectorySeparatorChar, target);
    }
}
