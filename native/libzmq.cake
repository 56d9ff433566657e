// What the task Libzmq does; native/README.md tells it in words.
using System.Runtime.InteropServices;

delegate void ZmqVersion(out int major, out int minor, out int patch);

var libzmqVersions = System.IO.File.ReadLines("native/libzmq.version").Where(line => line.Contains('=')).ToDictionary(line => line.Split('=')[0], line => line.Split('=')[1]);
var minimumLibzmq = Version.Parse(libzmqVersions["minimum"]);
var runtimePackage = $"{libzmqVersions["libzmq"]}.{libzmqVersions["build"]}";
var hostRuntime = (IsRunningOnWindows() ? "win" : IsRunningOnMacOs() ? "osx" : RuntimeInformation.RuntimeIdentifier.Contains("musl") ? "linux-musl" : "linux")
    + $"-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
string[] libzmqNames = IsRunningOnWindows() ? ["libzmq.dll", "zmq.dll"] : IsRunningOnMacOs() ? ["libzmq.dylib", "libzmq.5.dylib"] : ["libzmq.so", "libzmq.so.5"];

// What a build copies beside each program of this checkout. Without it, programs use the system's.
var chosenLibzmq = Context.Environment.WorkingDirectory.Combine($"artifacts/libzmq/{hostRuntime}/native").FullPath;

void FindOrFetchLibzmq()
{
    var own = EnvironmentVariable("ZMQNATIVE_LIBRARY_PATH");
    if (!string.IsNullOrEmpty(own) && !FileExists(own) && own.Contains('/'))
        throw new CakeException($"ZMQNATIVE_LIBRARY_PATH names {own}, but there is no such file.");
    if (!string.IsNullOrEmpty(own))
    {
        Console.WriteLine($"libzmq: your own, {own}.");
        return;
    }
    var only = HasArgument("feed") ? "package" : Argument("libzmq", "");
    foreach (var (way, what, get) in LibzmqWays().Where(way => only is "" || only == way.Way))
    {
        if (get() && FindLibzmq() is { } found)
        {
            Console.WriteLine($"libzmq: {what}: {found}");
            return;
        }
        Console.WriteLine($"libzmq: {what}: no");
    }
    if (refusedByFeed is not null)
        throw new CakeException($"--feed={Argument("feed", "")} gave no package ZmqNative.Runtime {runtimePackage} with a libzmq for {hostRuntime}: {refusedByFeed}. "
            + "A folder with it is made by ./build.sh release --feed=DIR on Debian; or name a libzmq by its full path in the environment variable ZMQNATIVE_LIBRARY_PATH.");
    throw new CakeException($"There is no libzmq {minimumLibzmq} or later here, and {(only is "" ? "no way above gave one" : $"the way {only} gave none")}: "
        + $"name a folder or address of packages that has ZmqNative.Runtime {runtimePackage} by --feed=FEED (./build.sh release --feed=DIR makes one on Debian), "
        + $"or the full path of a libzmq by the environment variable ZMQNATIVE_LIBRARY_PATH{PackageManagerHint()}.");
}

string PackageManagerHint() => IsRunningOnWindows() ? ""
    : Context.Tools.Resolve("apk") is not null ? ", or install Alpine's package libzmq (apk add libzmq)"
    : Context.Tools.Resolve("brew") is not null ? ", or install Homebrew's package zeromq (brew install zeromq)"
    : ", or install one (the package is called libzmq5, libzmq or zeromq)";

// In the order in which they are tried.
(string Way, string What, Func<bool> Get)[] LibzmqWays() =>
[
    ("built", "built in this checkout", () => Choose($"artifacts/native/{hostRuntime}")),
    ("kept", "from an earlier run", () => DirectoryExists(chosenLibzmq)),
    ("package", $"package ZmqNative.Runtime {runtimePackage} of {Argument("feed", "your NuGet feeds")}", () => RestoreRuntimePackage() && Choose($"artifacts/libzmq/packages/zmqnative.runtime/{runtimePackage}/runtimes/{hostRuntime}/native")),
    ("system", "of the system", () => { Forget(); return true; }),
    ("manager", "from the package manager", AskPackageManager),
    ("source", "built from source, which takes minutes", () => BuildNative(hostRuntime) && Choose($"artifacts/native/{hostRuntime}")),
];

// By a shell script, which on Windows is run by the shell that comes with git, in the environment of Visual Studio's compiler if there is one.
bool BuildNative(string rid)
{
    if (!IsRunningOnWindows())
        return StartProcess("sh", new ProcessSettings().WithArguments(a => a.Append("native/build.sh").Append(rid))) == 0;
    var programs = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
    var shell = new[] { Context.Tools.Resolve("sh.exe")?.FullPath, $"{programs}/Git/bin/sh.exe" }.FirstOrDefault(path => path is not null && FileExists(path));
    if (shell is null)
    {
        Console.WriteLine("libzmq: building takes the shell of Git for Windows, and there is none.");
        return false;
    }
    var where = $"{Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86)}/Microsoft Visual Studio/Installer/vswhere.exe";
    var settings = new ProcessSettings { RedirectStandardOutput = true, Arguments = "-latest -products * -requires Microsoft.VisualStudio.Component.VC.Tools.x86.x64 -property installationPath" };
    var found = "";
    if (Context.Tools.Resolve("cl.exe") is null && FileExists(where) && StartProcess(where, settings, out var lines) == 0)
        found = lines.FirstOrDefault() ?? "";
    var prepare = found is "" ? "" : $"call \"{found}\\VC\\Auxiliary\\Build\\vcvars{(rid.EndsWith("arm64") ? "arm64" : "64")}.bat\" >nul && ";
    return StartProcess("cmd", new ProcessSettings { Arguments = $"/s /c \"{prepare}\"{shell}\" native/build.sh {rid}\"" }) == 0;
}

// Why there is no package where --feed says; null if it was not asked for, or came.
string refusedByFeed = null;

bool RestoreRuntimePackage()
{
    var named = Argument("feed", "");
    if (named is not "" && !named.Contains("://") && !DirectoryExists(named))
    {
        refusedByFeed = "there is no such folder";
        return false;
    }
    var settings = new ProcessSettings { RedirectStandardOutput = true }.WithArguments(a => a.Append($"restore native/feed -p:RuntimeVersion={runtimePackage}"));
    if (named is not "")
        settings.Arguments.Append("--source").AppendQuoted(named.Contains("://") ? named : MakeAbsolute(Directory(named)).FullPath);
    var isThere = StartProcess("dotnet", settings, out var lines) == 0;
    if (named is not "")
        refusedByFeed = isThere ? "it has none for this system" : ReasonOfNuGet(lines);
    return isThere;
}

// "PROJECT : error NU1101: Unable to find package …. No packages exist … [SOLUTION]": the words of the first one.
static string ReasonOfNuGet(IEnumerable<string> lines) =>
    lines.Select(line => System.Text.RegularExpressions.Regex.Match(line, @"error NU\d+:\s+(.+?)\.?(\s+\[[^\]]*\])?$")).FirstOrDefault(match => match.Success)?.Groups[1].Value
        ?? "dotnet restore failed";

// What would change the system for good is only done when it is asked for: apk and brew by --libzmq=manager. What apt has is unpacked into artifacts.
bool AskPackageManager()
{
    bool Run(string program, string arguments)
    {
        if (Argument("libzmq", "") is not "manager")
            return false;
        Console.WriteLine($"libzmq: {program} {arguments}");
        return StartProcess(program, arguments) == 0;
    }
    Forget();
    return Context.Tools.Resolve("apt-get") is not null ? StartProcess("sh", new ProcessSettings().WithArguments(a => a.Append("native/apt-libzmq.sh").AppendQuoted(chosenLibzmq))) == 0
        : Context.Tools.Resolve("apk") is not null ? Run("apk", "add libzmq")
        : Context.Tools.Resolve("brew") is not null && Run("brew", "install zeromq");
}

void Forget()
{
    if (DirectoryExists(chosenLibzmq))
        DeleteDirectory(chosenLibzmq, new() { Recursive = true });
}

bool Choose(string folder)
{
    var files = GetFiles($"{folder}/*libzmq.*");
    if (files.Count == 0)
        return false;
    Forget();
    EnsureDirectoryExists(chosenLibzmq);
    CopyFiles(files, chosenLibzmq);
    return true;
}

// The one in use by programs of this checkout, as "version at path"; null when there is none or it is too old.
string FindLibzmq()
{
    LoadWhatLibzmqNeeds();
    string[] folders = IsRunningOnMacOs() ? ["", "/opt/homebrew/lib/", "/usr/local/lib/"] : [""];
    var places = DirectoryExists(chosenLibzmq) ? libzmqNames.Select(name => $"{chosenLibzmq}/{name}") : folders.SelectMany(folder => libzmqNames.Select(name => folder + name));
    foreach (var place in places)
    {
        if (!NativeLibrary.TryLoad(place, out var library) || !NativeLibrary.TryGetExport(library, "zmq_version", out var export))
            continue;
        Marshal.GetDelegateForFunctionPointer<ZmqVersion>(export)(out var major, out var minor, out var patch);
        if (new Version(major, minor, patch) is var version && version >= minimumLibzmq)
            return $"{version} at {place}";
        Console.WriteLine($"libzmq: {version} at {place} is too old");
    }
    return null;
}

// Loaded by full path, a library is there for those that name it: no search path has to be set. In any order, so until nothing more loads.
void LoadWhatLibzmqNeeds()
{
    if (!DirectoryExists(chosenLibzmq))
        return;
    var waiting = System.IO.Directory.GetFiles(chosenLibzmq).Where(file => !file.Contains("libzmq.")).ToList();
    while (waiting.RemoveAll(file => NativeLibrary.TryLoad(file, out _)) > 0) { }
}
