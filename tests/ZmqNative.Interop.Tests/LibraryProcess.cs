using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ZmqNative.Tests;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// A program with a folder of its own, to be filled with libraries, and a folder where the system looks first, which holds the
/// libzmq of this machine. So nothing depends on where that comes from. Linux only.
/// </summary>
internal sealed class LibraryProcess : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("process").FullName;

    internal LibraryProcess()
    {
        Real = ZmqLibrary.Path;
        System = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "system")).FullName, "libzmq.so.5");
        File.Copy(Real, System);
        Program = Directory.CreateDirectory(Path.Combine(_root, "program")).FullName;
        Native = Directory.CreateDirectory(Path.Combine(Program, "runtimes", LibraryTarget.Current.RuntimeIdentifier, "native")).FullName;
        // Without the list of dependencies the host takes what lies in the folder.
        foreach (string file in (string[])["ZmqNative.Interop.Tests.dll", "ZmqNative.Interop.dll", "ZeroMQ.dll", "ZmqNative.Interop.Tests.runtimeconfig.json"])
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(Program, file));
        }
    }

    /// <summary>The libzmq of this process.</summary>
    internal string Real { get; }

    /// <summary>The one that the program's system finds.</summary>
    internal string System { get; }

    /// <summary>The program's folder.</summary>
    internal string Program { get; }

    /// <summary>The folder of a runtime package below it.</summary>
    internal string Native { get; }

    internal string Put(string folder, string name, byte[]? content = null)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content ?? File.ReadAllBytes(Real));
        return path;
    }

    /// <summary>Sets an AppContext value as a project's RuntimeHostConfigurationOption does.</summary>
    internal void Configure(string name, string value)
    {
        string file = Path.Combine(Program, "ZmqNative.Interop.Tests.runtimeconfig.json");
        JsonNode configuration = JsonNode.Parse(File.ReadAllText(file))!;
        JsonObject options = configuration["runtimeOptions"]!.AsObject();
        options.TryAdd("configProperties", new JsonObject());
        options["configProperties"]![name] = value;
        File.WriteAllText(file, configuration.ToJsonString());
    }

    /// <summary>Runs it: its exit code, what it says, and those mapped files that are a libzmq or were put there by the test.</summary>
    internal (int ExitCode, string[] Says, string[] Mapped) Run(string? variable = null, string? minimum = null, string? firstUse = null, string? setting = null)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(Program, "ZmqNative.Interop.Tests.dll")])
        {
            WorkingDirectory = Program,
        };
        if ((minimum ?? firstUse) is { } argument)
        {
            start.ArgumentList.Add(argument);
        }
        if (setting?.Split('=') is [var name, var value])
        {
            start.Environment[name] = value;
        }
        start.Environment[LibraryLoader.PathVariable] = variable;
        start.Environment["LD_LIBRARY_PATH"] = $"{Path.GetDirectoryName(System)}:{Path.GetDirectoryName(Real)}";
        (int exitCode, string output) = Execute(start)!.Value;
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (exitCode, [.. lines.Where(line => !line.StartsWith(LibraryProgram.Mapped, StringComparison.Ordinal))],
            [.. lines.Where(line => line.StartsWith(LibraryProgram.Mapped, StringComparison.Ordinal)).Select(line => line[LibraryProgram.Mapped.Length..]).Where(IsOurs)]);
    }

    /// <summary>Compiles C into a shared library and gives its bytes.</summary>
    internal byte[] Compile(string code, params string[] options)
    {
        Prerequisite.Require(Execute(new ProcessStartInfo("cc", ["--version"])) is not null, "cc", "no C compiler of that name can be started");
        string source = Path.Combine(_root, "library.c"), library = Path.Combine(_root, "library.out");
        File.WriteAllText(source, code);
        (int failed, string errors) = Execute(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-o", library, source, .. options]))!.Value;
        Assert.That(failed, Is.Zero, errors);
        return File.ReadAllBytes(library);
    }

    /// <summary>A library that needs another, which is not there.</summary>
    internal byte[] CompileWithoutDependency()
    {
        string dependency = Path.Combine(_root, "libmissing.so");
        File.WriteAllBytes(dependency, Compile("int missing(void) { return 1; }", "-Wl,-soname,libmissing.so"));
        byte[] library = Compile("int missing(void); int present(void) { return missing(); }", dependency);
        File.Delete(dependency);
        return library;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private bool IsOurs(string file) =>
        Path.GetFileName(file).StartsWith("libzmq", StringComparison.Ordinal)
        || (file.StartsWith(_root, StringComparison.Ordinal) && !file.EndsWith(".dll", StringComparison.Ordinal));

    private static (int ExitCode, string Output)? Execute(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Within.Deadline))
            {
                process.Kill();
                Assert.Fail($"{start.FileName} did not end within the deadline.");
            }
            return (process.ExitCode, output.Result + errors.Result);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
