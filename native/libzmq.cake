// What the task Libzmq does; native/README.md tells it in words. The runtimes that are built here will replace it.
using System.Runtime.InteropServices;

delegate void ZmqVersion(out int major, out int minor, out int patch);

var fetchedLibzmq = Context.Environment.WorkingDirectory.Combine(
    $"artifacts/libzmq/linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}/native").FullPath;
var minimumLibzmq = Version.Parse(System.IO.File.ReadLines("native/libzmq.version")
    .Single(line => line.StartsWith("minimum="))["minimum=".Length..]);

void FindOrFetchLibzmq()
{
    var own = EnvironmentVariable("ZMQNATIVE_LIBRARY_PATH");
    if (!string.IsNullOrEmpty(own) && !FileExists(own))
        throw new CakeException($"ZMQNATIVE_LIBRARY_PATH names {own}, but there is no such file.");
    if (!string.IsNullOrEmpty(own))
        Console.WriteLine($"libzmq: your own, {own}.");
    else if (!FindLibzmq() && !(FetchLibzmq() && FindLibzmq()))
        throw new CakeException($"There is no libzmq {minimumLibzmq} or later on this system and it could not be got with apt-get or brew: "
            + "install one (the package is called libzmq5, libzmq or zeromq), or set ZMQNATIVE_LIBRARY_PATH to the full path of a libzmq library.");
}

bool FetchLibzmq()
{
    if (IsRunningOnLinux() && Context.Tools.Resolve("apt-get") is not null)
        return StartProcess("sh", new ProcessSettings().WithArguments(a => a.Append("native/apt-libzmq.sh").AppendQuoted(fetchedLibzmq))) == 0;
    if (!IsRunningOnMacOs() || Context.Tools.Resolve("brew") is null)
        return false;
    Console.WriteLine("libzmq: brew install zeromq");
    return StartProcess("brew", "install zeromq") == 0;
}

bool FindLibzmq()
{
    LoadWhatLibzmqNeeds();
    string[] places = IsRunningOnWindows() ? ["libzmq.dll", "zmq.dll"]
        : IsRunningOnMacOs() ? ["libzmq.5.dylib", "/opt/homebrew/lib/libzmq.5.dylib", "/usr/local/lib/libzmq.5.dylib"]
        : ["libzmq.so.5", $"{fetchedLibzmq}/libzmq.so.5"];
    foreach (var place in places)
    {
        if (!NativeLibrary.TryLoad(place, out var library) || !NativeLibrary.TryGetExport(library, "zmq_version", out var export))
            continue;
        Marshal.GetDelegateForFunctionPointer<ZmqVersion>(export)(out var major, out var minor, out var patch);
        var version = new Version(major, minor, patch);
        Console.WriteLine($"libzmq: {version} at {place}{(version < minimumLibzmq ? " is too old" : "")}.");
        if (version >= minimumLibzmq)
            return true;
    }
    return false;
}

// Loaded by full path, a library is there for those that name it: no search path has to be set. In any order, so until nothing more loads.
void LoadWhatLibzmqNeeds()
{
    if (!DirectoryExists(fetchedLibzmq))
        return;
    var waiting = System.IO.Directory.GetFiles(fetchedLibzmq).Where(file => !file.Contains("libzmq.so")).ToList();
    while (waiting.RemoveAll(file => NativeLibrary.TryLoad(file, out _)) > 0) { }
}
