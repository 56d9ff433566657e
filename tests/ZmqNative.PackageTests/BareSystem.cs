using System.Text.RegularExpressions;

namespace ZmqNative.PackageTests;

/// <summary>
/// A system with a C library and what .NET itself needs, and nothing else: the folder of a program and the libraries it is linked
/// with, as the root of its file system. No libzmq of the machine can be seen from in there.
/// </summary>
internal sealed partial class BareSystem : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("zmqnative-system-").FullName;

    internal BareSystem(string program)
    {
        Command.Succeed(_root, ["cp", "-r", program, Path.Combine(_root, "app")]);
        Directory.CreateDirectory(Path.Combine(_root, "proc"));
        Directory.CreateDirectory(Path.Combine(_root, "tmp"));
        foreach (string file in Directory.EnumerateFiles(program))
        {
            AddLibrariesOf(file);
        }
    }

    internal static void Require() => Prerequisite.Require(
        Environment.UserName == "root" && Command.Run("/", ["unshare", "--mount", "true"]).ExitCode == 0, "chroot", "another root folder takes root and unshare");

    /// <summary>Adds one of this machine's libraries, with all it is linked with, in the same place.</summary>
    internal void AddLibrary(string path)
    {
        Add(path);
        AddLibrariesOf(path);
    }

    /// <summary>Runs /app/Consumer in there, with a /proc of its own that is gone afterwards.</summary>
    internal (int ExitCode, string Output) Run() =>
        Command.Run(_root, ["unshare", "--mount", "sh", "-c", "mount -t proc proc proc && exec chroot . /app/Consumer"]);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void AddLibrariesOf(string file)
    {
        foreach (Match library in LinkedLibrary().Matches(Command.Run(_root, ["ldd", file]).Output))
        {
            Add(library.Value);
        }
    }

    private void Add(string path)
    {
        string copy = _root + path;
        if (!File.Exists(copy) && File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    [GeneratedRegex(@"(?<=\s)/\S+(?= \()")]
    private static partial Regex LinkedLibrary();
}
