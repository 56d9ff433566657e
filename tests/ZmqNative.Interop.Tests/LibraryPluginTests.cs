namespace ZmqNative.Interop.Tests;

/// <summary>Where the program is only a host: which file is mapped in the end, while the system has a libzmq under both of its names.</summary>
[Platform("Linux")]
public class LibraryPluginTests
{
    private LibraryProcess _process = null!;
    private string _plugin = null!, _native = null!;

    [SetUp]
    public void MakePlugin()
    {
        _process = new LibraryProcess();
        _process.Put(Path.GetDirectoryName(_process.System)!, "libzmq.so");
        _plugin = Directory.CreateDirectory(Path.Combine(_process.Program, "plugins", "mine")).FullName;
        _native = Directory.CreateDirectory(Path.Combine(_plugin, "runtimes", LibraryTarget.Current.RuntimeIdentifier, "native")).FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "ZmqNative.Interop.dll"), Path.Combine(_plugin, "ZmqNative.Interop.dll"));
    }

    [TearDown]
    public void DeleteProgram() => _process?.Dispose();

    [Test]
    public void The_package_below_the_plugin() => Loads(_process.Put(_native, "libzmq.so"));

    [Test]
    public void The_folder_of_the_plugin() => Loads(_process.Put(_plugin, "libzmq.so.5"));

    [Test]
    public void The_folders_of_the_program_come_first()
    {
        _process.Put(_native, "libzmq.so");
        Loads(_process.Put(_process.Program, "libzmq.so"));
    }

    [Test]
    public void What_the_load_context_knows()
    {
        string elsewhere = _process.Put(Directory.CreateDirectory(Path.Combine(_process.Program, "elsewhere")).FullName, "libzmq-elsewhere.so");
        Loads(elsewhere, $"|{elsewhere}");
    }

    [Test]
    public void The_system_comes_last() => Loads(_process.System);

    /// <summary>The runtime would load it, and the process would die of it, before it asked the context.</summary>
    [Test]
    public void What_is_cut_short_is_not_loaded_by_asking_the_context([Values] bool besideThePlugin)
    {
        byte[] real = File.ReadAllBytes(_process.Real);
        _process.Put(besideThePlugin ? _plugin : _process.Program, "libzmq.so", real[..(real.Length / 2)]);
        Loads(_process.System);
    }

    [Test]
    public void What_the_load_context_knows_and_cannot_load_is_passed_over()
    {
        string text = _process.Put(_process.Program, "text", [.. "not a library"u8]);
        Loads(_process.System, $"|{text}");
    }

    [Test]
    public void What_the_load_context_knows_and_is_no_libzmq_is_passed_over()
    {
        string other = Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.IO.Compression.Native.so");
        Loads(_process.System, $"|{other}");
    }

    private void Loads(string path, string context = "")
    {
        (int exitCode, string[] says, string[] mapped) = _process.Run(firstUse: LibraryPlugin.Host + _plugin + context);
        Assert.That(says, Is.EqualTo([path]));
        Assert.That(mapped, Is.EqualTo([path]), "and no other");
        Assert.That(exitCode, Is.Zero);
    }
}
