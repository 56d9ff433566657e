using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// The loader itself, beside the libzmq that the process has loaded already. A path of the user's is used or refused in one
/// sentence; that a libzmq elsewhere on this machine would do never matters.
/// </summary>
public class LibraryLoaderTests
{
    private readonly string? _variable = Environment.GetEnvironmentVariable(LibraryLoader.PathVariable);
    private string _folder = null!;

    [SetUp]
    public void Forget_the_path()
    {
        _folder = Directory.CreateTempSubdirectory("loader").FullName;
        Environment.SetEnvironmentVariable(LibraryLoader.PathVariable, null);
    }

    [TearDown]
    public void Restore_the_path()
    {
        Environment.SetEnvironmentVariable(LibraryLoader.PathVariable, _variable);
        AppContext.SetData(LibraryLoader.PathSwitch, null);
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void A_path_where_nothing_is() => Refused(Path.Combine(_folder, "libzmq.so.5"), "is not there");

    [TestCase(null, "libzmq.so")]
    [TestCase("libzmq.so.5", "libzmq.so.5")]
    [Platform("Linux")]
    public void A_folder_is_refused_with_the_file_to_name(string? has, string named)
    {
        if (has is not null)
        {
            File.WriteAllText(Path.Combine(_folder, has), "a library");
        }
        Refused(_folder, $"is a folder: name the file in it, such as '{Path.Combine(_folder, named)}'");
    }

    [Test]
    public void A_file_that_is_no_library()
    {
        string path = Path.Combine(_folder, "libzmq.so.5");
        File.WriteAllText(path, "not a library");
        Refused(path, "is no shared library");
    }

    [Test]
    public void A_library_that_is_not_libzmq() => Refused(
        Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*System.IO.Compression.Native.*").First(file => Path.GetExtension(file) is ".so" or ".dylib" or ".dll"),
        "is no libzmq");

    [Test]
    [Platform("Linux,Win")]
    public void A_libzmq_that_is_too_old() =>
        Refused(ZmqLibrary.Path, $"is version {ZmqLibrary.Version}, but 99.0.0 or newer is needed", new Version(99, 0, 0));

    [TestCase(null)]
    [TestCase("")]
    public void A_path_may_be_set_by_the_program_if_the_variable_is_not(string? variable)
    {
        Environment.SetEnvironmentVariable(LibraryLoader.PathVariable, variable);
        AppContext.SetData(LibraryLoader.PathSwitch, "/no/such/file");
        Assert.That(() => LibraryLoader.Load(ZmqLibrary.MinimumVersion), Throws.TypeOf<DllNotFoundException>().With.Message.EqualTo(
            "The libzmq given by ZmqNative.LibraryPath, '/no/such/file', is not there; nothing else was tried."));
    }

    [Test]
    public void The_variable_is_stronger_than_the_program()
    {
        AppContext.SetData(LibraryLoader.PathSwitch, "/another");
        Refused("/no/such/file", "is not there");
    }

    [Test]
    public void Without_a_path_every_place_that_was_tried_is_named_and_what_to_do()
    {
        RequireLibzmqThatNeedsNoPath();
        var exception = Assert.Throws<DllNotFoundException>(() => LibraryLoader.Load(new Version(99, 0, 0)));
        Assert.That(exception!.Message, Does.StartWith("libzmq 99.0.0 or newer was not found (")
            .And.Contain($"is version {ZmqLibrary.Version}").And.EndWith("or set ZMQNATIVE_LIBRARY_PATH to the full path of your own."));
        Assert.That(LibraryCandidates.Folders(), Is.Not.Empty.And.All.Matches<string>(name => exception.Message.Contains($"{name}", StringComparison.Ordinal)));
        Assert.That(LibraryCandidates.System(), Is.Not.Empty.And.All.Matches<string>(name => exception.Message.Contains(name + " is ", StringComparison.Ordinal)));
    }

    [Test]
    public void Without_a_path_a_suitable_libzmq_is_found()
    {
        RequireLibzmqThatNeedsNoPath();
        Assert.That(NativeLibrary.TryGetExport(LibraryLoader.Load(ZmqLibrary.MinimumVersion), "zmq_version", out _));
    }

    /// <summary>As the build's task lays out what it downloads: dependencies and whatever else lies there are tried, and do not matter.</summary>
    [Test]
    [Platform("Linux")]
    public void A_path_is_used_with_the_libraries_beside_it()
    {
        string native = Directory.CreateDirectory(Path.Combine(_folder, "native")).FullName, path = Path.Combine(native, "libzmq.so.5");
        File.Copy(ZmqLibrary.Path, path);
        File.WriteAllText(Path.Combine(native, "libnonsense.so"), "not a library");
        Environment.SetEnvironmentVariable(LibraryLoader.PathVariable, path);
        nint library = LibraryLoader.Load(ZmqLibrary.MinimumVersion);
        Assert.That(File.ReadAllText("/proc/self/maps"), Does.Contain(path));
        NativeLibrary.Free(library);
    }

    private void RequireLibzmqThatNeedsNoPath()
    {
        if (!string.IsNullOrEmpty(_variable))
        {
            Assert.Ignore($"The only libzmq known here is the one that {LibraryLoader.PathVariable} names.");
        }
    }

    private static void Refused(string path, string reason, Version? minimum = null)
    {
        Environment.SetEnvironmentVariable(LibraryLoader.PathVariable, path);
        Assert.That(() => LibraryLoader.Load(minimum ?? ZmqLibrary.MinimumVersion), Throws.TypeOf<DllNotFoundException>().With.Message.EqualTo(
            $"The libzmq given by ZMQNATIVE_LIBRARY_PATH, '{path}', {reason}; nothing else was tried."));
    }
}
