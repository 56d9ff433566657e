using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>What is said of a file before the operating system is asked to load it, for every system on any.</summary>
public class LibraryFileTests
{
    private static readonly LibraryTarget s_linux = new(LibraryTarget.Linux, Architecture.X64, Musl: false);
    private static readonly LibraryTarget s_musl = s_linux with { Musl = true };
    private static readonly LibraryTarget s_windows = s_linux with { System = LibraryTarget.Windows };
    private static readonly LibraryTarget s_mac = s_linux with { System = LibraryTarget.MacOS };
    private static readonly LibraryTarget[] s_all = [s_linux, s_musl, s_windows, s_mac];

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("library").FullName;

    [TearDown]
    public void DeleteFolder()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    [Platform("Linux,Win")]
    public void Nothing_is_said_against_the_libzmq_of_this_process() => Assert.That(LibraryFile.WhyNot(ZmqLibrary.Path), Is.Null);

    [Test]
    public void Nothing_is_said_against_a_library_of_the_same_kind()
    {
        Assert.That(WhyNot(LibrarySamples.Elf(), s_linux), Is.Null);
        Assert.That(WhyNot(LibrarySamples.Elf(), s_musl), Is.Null);
        Assert.That(WhyNot(LibrarySamples.Elf(3, wide: false), s_linux with { Architecture = Architecture.X86 }), Is.Null);
        Assert.That(WhyNot(LibrarySamples.Elf(40, wide: false), s_linux with { Architecture = Architecture.Armv6 }), Is.Null);
        Assert.That(WhyNot(LibrarySamples.Elf(22, big: true), s_linux with { Architecture = Architecture.S390x }), Is.Null);
        Assert.That(WhyNot(LibrarySamples.Pe(), s_windows), Is.Null);
        Assert.That(WhyNot(LibrarySamples.Pe(0xAA64), s_windows with { Architecture = Architecture.Arm64 }), Is.Null);
        Assert.That(WhyNot(LibrarySamples.MachO(), s_mac), Is.Null);
        Assert.That(WhyNot(LibrarySamples.MachO(0x0100000C), s_mac with { Architecture = Architecture.Arm64 }), Is.Null);
        Assert.That(WhyNot(LibrarySamples.MachO(type: 8), s_mac), Is.Null, "a bundle");
    }

    [TestCase(0xBE)]
    [TestCase(0xBF)]
    public void Several_libraries_in_one_file_are_left_to_macOS(int last)
    {
        byte[] file = [0xCA, 0xFE, 0xBA, (byte)last];
        Assert.That(s_all.Select(target => WhyNot(file, target)), Is.EqualTo([IsFor("macOS"), IsFor("macOS"), IsFor("macOS"), null]));
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("MZ, a text")]
    [TestCase("GROUP ( /usr/lib/libzmq.so.5 )")]
    public void A_file_that_is_no_library(string content) =>
        Assert.That(s_all.Select(target => WhyNot(System.Text.Encoding.UTF8.GetBytes(content), target)), Is.All.EqualTo("is no shared library"));

    [Test]
    public void A_program_or_an_object_is_no_library()
    {
        const string Reason = "is no shared library";
        Assert.That(WhyNot(LibrarySamples.Elf(type: 1), s_linux), Is.EqualTo(Reason));
        Assert.That(WhyNot(LibrarySamples.Elf(type: 2), s_linux), Is.EqualTo(Reason));
        Assert.That(WhyNot(LibrarySamples.Pe(flags: 2), s_windows), Is.EqualTo(Reason));
        Assert.That(WhyNot(LibrarySamples.MachO(type: 2), s_mac), Is.EqualTo(Reason));
    }

    [Test]
    public void A_library_of_another_system()
    {
        Assert.That(WhyNot(LibrarySamples.Elf(), s_windows), Is.EqualTo(IsFor("Linux")));
        Assert.That(WhyNot(LibrarySamples.Elf(), s_mac), Is.EqualTo(IsFor("Linux")));
        Assert.That(WhyNot(LibrarySamples.Pe(), s_linux), Is.EqualTo(IsFor("Windows")));
        Assert.That(WhyNot(LibrarySamples.Pe(0xAA64), s_mac), Is.EqualTo(IsFor("Windows")), "the processor does not matter any more");
        Assert.That(WhyNot(LibrarySamples.MachO(), s_linux), Is.EqualTo(IsFor("macOS")));
        Assert.That(WhyNot(LibrarySamples.MachO(), s_windows), Is.EqualTo(IsFor("macOS")));
    }

    [TestCase(183, true, false, "arm64")]
    [TestCase(40, false, false, "arm")]
    [TestCase(3, false, false, "x86")]
    [TestCase(22, true, true, "s390x")]
    [TestCase(8, false, true, "processor number 8")]
    public void An_ELF_library_for_another_processor(int machine, bool wide, bool big, string name) =>
        Assert.That(WhyNot(LibrarySamples.Elf((ushort)machine, wide, big), s_linux), Is.EqualTo($"is built for {name}, not for x64"));

    [TestCase(0xAA64, "arm64")]
    [TestCase(0x1C4, "arm")]
    [TestCase(0x14C, "x86")]
    [TestCase(0x200, "processor number 512")]
    public void A_PE_library_for_another_processor(int machine, string name) =>
        Assert.That(WhyNot(LibrarySamples.Pe((ushort)machine), s_windows), Is.EqualTo($"is built for {name}, not for x64"));

    [Test]
    public void A_Mach_O_library_for_another_processor()
    {
        Assert.That(WhyNot(LibrarySamples.MachO(0x0100000C), s_mac), Is.EqualTo("is built for arm64, not for x64"));
        Assert.That(WhyNot(LibrarySamples.MachO(), s_mac with { Architecture = Architecture.Arm64 }), Is.EqualTo("is built for x64, not for arm64"));
        Assert.That(WhyNot(LibrarySamples.MachO(18), s_mac), Is.EqualTo("is built for processor number 18, not for x64"));
    }

    [TestCase(LibrarySamples.Length - 1)]
    [TestCase(100)]
    [TestCase(30)]
    public void A_library_that_was_cut_short(int length)
    {
        Assert.That(WhyNot(LibrarySamples.Elf()[..length], s_linux), Is.EqualTo("is cut short"));
        Assert.That(WhyNot(LibrarySamples.Elf(3, wide: false)[..length], s_linux with { Architecture = Architecture.X86 }), Is.EqualTo("is cut short"));
        Assert.That(WhyNot(LibrarySamples.MachO()[..length], s_mac), Is.EqualTo("is cut short"));
        // Without the header that the first bytes point at it could as well be a program of DOS.
        Assert.That(WhyNot(LibrarySamples.Pe()[..length], s_windows), Is.EqualTo(length > 152 ? "is cut short" : "is no shared library"));
    }

    [Test]
    public void A_segment_that_would_end_before_it_begins_is_not_there()
    {
        ReadOnlySpan<byte> most = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        Assert.That(WhyNot(LibrarySamples.With(LibrarySamples.Elf(), 64 + 8, most), s_linux), Is.EqualTo("is cut short"), "its offset");
        Assert.That(WhyNot(LibrarySamples.With(LibrarySamples.Elf(), 64 + 32, most), s_linux), Is.EqualTo("is cut short"), "its length");
        Assert.That(WhyNot(LibrarySamples.With(LibrarySamples.With(LibrarySamples.Elf(), 64 + 32, most), 64 + 8, 1), s_linux), Is.EqualTo("is cut short"), "both");
        Assert.That(WhyNot(LibrarySamples.With(LibrarySamples.Elf(), 32, most), s_linux), Is.EqualTo("is cut short"), "the table");
        Assert.That(WhyNot(LibrarySamples.With(LibrarySamples.MachO(), 48 + 40, most), s_mac), Is.EqualTo("is cut short"));
        Assert.That(WhyNot(LibrarySamples.With(LibrarySamples.Pe(), 128 + 24 + 240 + 20, most[..4]), s_windows), Is.EqualTo("is cut short"));
    }

    [TestCase(1500)]
    [TestCase((1 << 16) - 5)]
    [TestCase((1 << 17) - 14)]
    public void A_library_for_the_other_libc(int at)
    {
        byte[] glibc = Padded("libc.so.6\0"u8), musl = Padded("libc.musl-x86_64.so.1\0"u8), otherMusl = Padded("\0libc.so\0"u8);
        Assert.That(WhyNot(glibc, s_musl), Is.EqualTo("is built for glibc, but this system has musl"));
        Assert.That(WhyNot(glibc, s_linux), Is.Null);
        Assert.That(WhyNot(musl, s_linux), Is.EqualTo("is built for musl, but this system has glibc"));
        Assert.That(WhyNot(musl, s_musl), Is.Null);
        Assert.That(WhyNot(otherMusl, s_linux), Is.EqualTo("is built for musl, but this system has glibc"));
        Assert.That(WhyNot(otherMusl, s_musl), Is.Null);

        byte[] Padded(ReadOnlySpan<byte> name) => [.. LibrarySamples.Elf(), .. new byte[at - LibrarySamples.Length], .. name, .. new byte[100]];
    }

    /// <summary>Only on glibc, where the real one is built for it; a statically linked libc would be none of either.</summary>
    [Test]
    [Platform("Linux")]
    public void The_real_libzmq_is_for_one_libc_only() => Assert.That(
        LibraryFile.WhyNot(ZmqLibrary.Path, LibraryTarget.Current with { Musl = !LibraryTarget.Current.Musl }),
        Does.Match("^is built for (glibc|musl), but this system has (glibc|musl)$"));

    [TestCase("linux-x64", false)]
    [TestCase("debian.12-x64", false)]
    [TestCase("linux-musl-arm64", true)]
    [TestCase("alpine.3.20-x64", true)]
    public void The_runtime_tells_which_libc_there_is(string runtimeIdentifier, bool musl) =>
        Assert.That(LibraryTarget.IsMusl(runtimeIdentifier), Is.EqualTo(musl));

    [Test]
    public void A_file_that_cannot_be_opened() =>
        Assert.That(LibraryFile.WhyNot(Path.Combine(_folder, "nothing")), Is.EqualTo("cannot be read"));

    [Test]
    [Platform("Linux")]
    public void A_pipe_is_not_waited_for()
    {
        string path = Path.Combine(_folder, "pipe");
        Assert.That(MakePipe(path, 0x1B6), Is.Zero);
        Within.Run(() => Assert.That(LibraryFile.WhyNot(path), Is.EqualTo("is no shared library")));
    }

    [DllImport("libc", EntryPoint = "mkfifo", BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    private static string IsFor(string system) => $"is a library for {system}";

    private string? WhyNot(byte[] content, LibraryTarget target)
    {
        string path = Path.Combine(_folder, "sample");
        File.WriteAllBytes(path, content);
        return LibraryFile.WhyNot(path, target);
    }
}
