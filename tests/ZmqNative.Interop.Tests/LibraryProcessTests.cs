using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>Which file the kernel really has mapped in the end, in a process of its own for each case.</summary>
[Platform("Linux")]
public class LibraryProcessTests
{
    private LibraryProcess _process = null!;

    [SetUp]
    public void MakeProgram() => _process = new LibraryProcess();

    [TearDown]
    public void DeleteProgram() => _process?.Dispose();

    [Test]
    public void Without_anything_else_it_is_the_systems() => Loads(_process.System, _process.Run());

    [TestCase("libzmq.so")]
    [TestCase("libzmq.so.5")]
    public void The_package_of_the_program_comes_before_its_folder_and_the_system(string name)
    {
        string package = _process.Put(_process.Native, name);
        _process.Put(_process.Program, "libzmq.so");
        Loads(package, _process.Run());
    }

    [Test]
    public void The_folder_of_the_program_comes_before_the_system() =>
        Loads(_process.Put(_process.Program, "libzmq.so.5"), _process.Run());

    [Test]
    public void What_a_package_calls_libzmq_comes_before_what_a_distribution_does()
    {
        string package = _process.Put(_process.Native, "libzmq.so");
        _process.Put(_process.Native, "libzmq.so.5");
        Loads(package, _process.Run());
    }

    [Test]
    public void A_path_of_the_user_comes_before_all()
    {
        _process.Put(_process.Native, "libzmq.so");
        _process.Configure(LibraryLoader.PathSwitch, "/no/such/file");
        string path = _process.Put(Directory.CreateDirectory(Path.Combine(_process.Program, "own folder")).FullName, "my libzmq");
        Loads(path, _process.Run(path));
        Loads(path, _process.Run("own folder/my libzmq"));
    }

    [Test]
    public void A_path_of_the_program_comes_before_what_is_bundled()
    {
        _process.Put(_process.Native, "libzmq.so");
        string path = _process.Put(_process.Program, "my.so");
        _process.Configure(LibraryLoader.PathSwitch, path);
        Loads(path, _process.Run());
    }

    [Test]
    public void A_bare_name_means_the_systems_search()
    {
        _process.Put(_process.Native, "libzmq.so");
        _process.Put(_process.Program, "libzmq.so.5"); // Also the current folder.
        Loads(_process.System, _process.Run("libzmq.so.5"));
    }

    [Test]
    public void A_bare_name_that_the_system_does_not_find_is_not_there()
    {
        _process.Put(_process.Program, "libnone.so.5", [.. "not a library"u8]);
        Refuses("libnone.so.5", "is not there", _process.Run("libnone.so.5"));
    }

    [Test]
    public void A_bare_name_of_a_folder_is_refused_as_one()
    {
        Directory.CreateDirectory(Path.Combine(_process.Program, "own"));
        Refuses("own", "is a folder: name the file in it, such as 'own/libzmq.so'", _process.Run("own"));
    }

    [Test]
    public void A_bare_name_that_is_found_and_cannot_be_loaded_has_the_systems_reason()
    {
        File.WriteAllBytes(_process.System, _process.CompileWithoutDependency());
        (int ExitCode, string[] Says, string[] Mapped) run = _process.Run("libzmq.so.5");
        Assert.That(run.Says, Has.Length.EqualTo(1).And.All.Match(@"^The libzmq given by ZMQNATIVE_LIBRARY_PATH, 'libzmq\.so\.5', cannot be loaded \([^()]*libmissing\.so: .*\); nothing else was tried\.$"));
        Assert.That(run.Mapped, Is.Empty);
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void What_must_not_be_loaded_does_not_keep_the_next_from_being_loaded([Values("wrong processor", "cut", "text", "other libc", "other library", "too old", "without dependency")] string kind)
    {
        (byte[] content, _) = Bad(kind);
        _process.Put(_process.Native, "libzmq.so", content);
        Loads(_process.System, _process.Run());
        string bundled = _process.Put(_process.Native, "libzmq.so.5");
        Loads(bundled, _process.Run());
    }

    [Test]
    public void What_must_not_be_loaded_is_named_with_its_reason([Values("wrong processor", "cut", "text", "other libc", "other library", "too old", "without dependency")] string kind)
    {
        (byte[] content, string reason) = Bad(kind);
        string path = _process.Put(_process.Native, "libzmq.so", content);
        Refuses(path, reason, _process.Run(path));

        (int exitCode, string[] says, string[] mapped) = _process.Run(minimum: "99.0.0");
        if (kind == "too old")
        {
            reason = reason.Replace($"{ZmqLibrary.MinimumVersion} or", "99.0.0 or", StringComparison.Ordinal);
        }
        Assert.That(says, Has.Length.EqualTo(1).And.All.Contain($"; {path} {reason}; libzmq.so.5 is version {ZmqLibrary.Version}, but 99.0.0 or newer is needed"));
        Assert.That(mapped, Has.No.Member(path));
        Assert.That(exitCode, Is.EqualTo(1));
    }

    [Test]
    public void What_lies_beside_a_libzmq_that_is_refused_does_not_stay_loaded()
    {
        _process.Put(_process.Native, "libzmq.so", Bad("too old").Content);
        _process.Put(_process.Native, "libbeside.so", _process.Compile("int beside;"));
        Loads(_process.System, _process.Run());
    }

    /// <summary>The process would die of it.</summary>
    [Test]
    public void What_was_cut_short_beside_a_libzmq_is_not_loaded()
    {
        _process.Put(_process.Native, "libbeside.so", Bad("cut").Content);
        Loads(_process.Put(_process.Native, "libzmq.so"), _process.Run());
    }

    private (byte[] Content, string Reason) Bad(string kind)
    {
        byte[] real = File.ReadAllBytes(_process.Real);
        bool arm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        bool musl = LibraryTarget.Current.Musl;
        return kind switch
        {
            "wrong processor" => (LibrarySamples.With(real, 18, (byte)(arm64 ? 62 : 183), 0), arm64 ? "is built for x64, not for arm64" : "is built for arm64, not for x64"),
            "cut" => (real[..(real.Length / 2)], "is cut short"),
            "text" => ([.. "not a library"u8], "is no shared library"),
            "other libc" => ([.. real, .. musl ? "libc.so.6\0"u8 : "libc.musl-x86_64.so.1\0"u8], musl ? "is built for glibc, but this system has musl" : "is built for musl, but this system has glibc"),
            "other library" => (File.ReadAllBytes(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so")), "is no libzmq"),
            // Under the name that the system's has for itself: were it still loaded, it would be taken for that.
            "too old" => (_process.Compile("void zmq_version(int *major, int *minor, int *patch) { *major = 4; *minor = 1; *patch = 0; }", "-Wl,-soname,libzmq.so.5"),
                $"is version 4.1.0, but {ZmqLibrary.MinimumVersion} or newer is needed"),
            "without dependency" => (_process.CompileWithoutDependency(), musl
                ? "cannot be loaded (Error loading shared library libmissing.so: No such file or directory)"
                : "cannot be loaded (libmissing.so: cannot open shared object file: No such file or directory)"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static void Loads(string path, (int ExitCode, string[] Says, string[] Mapped) run)
    {
        Assert.That(run.Says, Is.EqualTo([path, ZmqLibrary.Version.ToString()]));
        Assert.That(run.Mapped, Is.EqualTo([path]), "and no other");
        Assert.That(run.ExitCode, Is.Zero);
    }

    private static void Refuses(string path, string reason, (int ExitCode, string[] Says, string[] Mapped) run)
    {
        Assert.That(run.Says, Is.EqualTo([$"The libzmq given by ZMQNATIVE_LIBRARY_PATH, '{path}', {reason}; nothing else was tried."]));
        Assert.That(run.Mapped, Is.Empty);
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }
}
