using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ZmqNative.Tests;

namespace ZmqNative.Interop.Tests;

/// <summary>Compiles native/abi_probe.c against the installed zmq.h and reads what it prints.</summary>
internal static partial class AbiProbe
{
    // Where Homebrew puts headers; a folder that is not there is passed over.
    private static readonly string[] s_headers = ["-I/opt/homebrew/include", "-I/usr/local/include"];

    internal static Dictionary<string, long> Run()
    {
        _ = Header();
        string folder = Directory.CreateTempSubdirectory("abi_probe").FullName;
        try
        {
            string source = Path.Combine(AppContext.BaseDirectory, "abi_probe.c"), program = Path.Combine(folder, "abi_probe");
            (int failed, string errors) = Compile("-o", program, source);
            Assert.That(failed, Is.Zero, errors);
            (_, string lines) = Execute(program, [])!.Value;
            return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
                .ToDictionary(line => line[0], line => long.Parse(line[1], CultureInfo.InvariantCulture));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The text of the installed zmq.h.</summary>
    internal static string Header()
    {
        Prerequisite.Require(Execute("cc", ["--version"]) is not null, "cc", "no C compiler of that name can be started");
        (int missing, string output) = Compile("-E", "-include", "zmq.h", "-x", "c", "/dev/null");
        Prerequisite.Require(missing == 0, "zmq.h", output);
        return File.ReadAllText(FileOfHeader().Match(output).Groups[1].Value);
    }

    // # 1 "/usr/include/zmq.h" 1
    [GeneratedRegex("^# \\d+ \"([^\"]*zmq\\.h)\"", RegexOptions.Multiline)]
    private static partial Regex FileOfHeader();

    private static (int ExitCode, string Output) Compile(params string[] arguments) => Execute("cc", [.. s_headers, .. arguments])!.Value;

    private static (int ExitCode, string Output)? Execute(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Within.Deadline))
            {
                process.Kill();
                Assert.Fail($"{program} did not end within the deadline.");
            }
            return (process.ExitCode, output.Result + errors.Result);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
