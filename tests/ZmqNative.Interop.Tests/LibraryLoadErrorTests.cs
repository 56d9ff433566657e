namespace ZmqNative.Interop.Tests;

/// <summary>Messages as runtime and operating systems wrote them; the runtime's advice, which names the file too, must not stay.</summary>
public class LibraryLoadErrorTests
{
    private const string File = "/opt/my libs/libzmq.so";
    private const string Advice = "Unable to load shared library 'X' or one of its dependencies. In order to help diagnose loading problems, consider using a tool like strace. If you're using glibc, consider setting the LD_DEBUG environment variable: \n";

    [TestCase(Advice + "/opt/my libs/libzmq.so: file too short\n", "file too short")]
    [TestCase(Advice + "libsodium.so.23: cannot open shared object file: No such file or directory\n", "libsodium.so.23: cannot open shared object file: No such file or directory")]
    [TestCase(Advice + "/lib/libc.so.6: version `GLIBC_2.38' not found (required by /opt/my libs/libzmq.so)\n", "/lib/libc.so.6: version `GLIBC_2.38' not found")]
    [TestCase(Advice + "Error loading shared library libsodium.so.23: No such file or directory (needed by /opt/my libs/libzmq.so)\n", "Error loading shared library libsodium.so.23: No such file or directory")]
    [TestCase(Advice + "Error relocating /opt/my libs/libzmq.so: __memcpy_chk: symbol not found\n", "Error relocating it: __memcpy_chk: symbol not found")]
    [TestCase(Advice + "dlopen(/opt/my libs/libzmq.so, 0x0001): Library not loaded: @rpath/libsodium.dylib\n  Referenced from: /opt/my libs/libzmq.so\n", "Library not loaded: @rpath/libsodium.dylib")]
    [TestCase("Unable to load DLL '/opt/my libs/libzmq.so' or one of its dependencies: The specified module could not be found. (0x8007007E)", "The specified module could not be found. (0x8007007E)")]
    [TestCase("An attempt was made to load a program with an incorrect format. (0x8007000B)", "An attempt was made to load a program with an incorrect format. (0x8007000B)")]
    public void A_file_has_the_systems_reason_in_one_line_without_its_path(string message, string reason) =>
        Assert.That(LibraryLoadError.OfFile(File, message), Is.EqualTo($"cannot be loaded ({reason})"));

    [TestCase(Advice + "libzmq.so.5: cannot open shared object file: No such file or directory\n")]
    [TestCase(Advice + "Error loading shared library libzmq.so.5: No such file or directory\n")]
    [TestCase(Advice + "dlopen(libzmq.so.5, 0x0001): tried: 'libzmq.so.5' (no such file), '/usr/lib/libzmq.so.5' (no such file, not in dyld cache)\n")]
    [TestCase("Unable to load DLL 'libzmq.so.5' or one of its dependencies: The specified module could not be found. (0x8007007E)")]
    public void A_name_that_is_not_found_is_not_there(string message) =>
        Assert.That(LibraryLoadError.OfName("libzmq.so.5", message), Is.EqualTo("is not there"));

    [TestCase(Advice + "libsodium.so.23: cannot open shared object file: No such file or directory\n", "libsodium.so.23: cannot open shared object file: No such file or directory")]
    [TestCase(Advice + "/lib/libc.so.6: version `GLIBC_2.38' not found (required by /usr/lib/libzmq.so.5)\n", "/lib/libc.so.6: version `GLIBC_2.38' not found (required by /usr/lib/libzmq.so.5)")]
    [TestCase(Advice + "Error loading shared library libzmq.so.5: No such file or directory (needed by /usr/lib/libwrapper.so)\n", "Error loading shared library libzmq.so.5: No such file or directory (needed by /usr/lib/libwrapper.so)")]
    [TestCase(Advice + "dlopen(libzmq.so.5, 0x0001): tried: 'libzmq.so.5' (no such file), '/usr/lib/libzmq.so.5' (mach-o file, but is an incompatible architecture)\n", "tried: 'libzmq.so.5' (no such file), '/usr/lib/libzmq.so.5' (mach-o file, but is an incompatible architecture)")]
    [TestCase("An attempt was made to load a program with an incorrect format. (0x8007000B)", "An attempt was made to load a program with an incorrect format. (0x8007000B)")]
    public void A_name_that_is_found_and_fails_has_the_systems_reason(string message, string reason) =>
        Assert.That(LibraryLoadError.OfName("libzmq.so.5", message), Is.EqualTo($"cannot be loaded ({reason})"));

    [TestCase("")]
    [TestCase("\n")]
    public void A_runtime_that_says_nothing_does_no_harm(string message) =>
        Assert.That(LibraryLoadError.OfFile(File, message), Is.EqualTo("cannot be loaded"));
}
