using System.Diagnostics;

namespace ZmqNative.PackageTests;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(10);

    internal static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    internal static bool Exists(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Its exit code and what it wrote, both streams in one.</summary>
    internal static (int ExitCode, string Output) Run(string folder, IEnumerable<string> command, params (string Name, string Value)[] environment)
    {
        string[] words = [.. command];
        ProcessStartInfo start = new(words[0], words[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // Nothing of the build and the test run around this may help.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }
        start.Environment.Remove("ZMQNATIVE_LIBRARY_PATH");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["NUGET_PACKAGES"] = Packages.Cache;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_deadline))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', words)} did not end within {s_deadline}.");
        }
        return (process.ExitCode, output.Result + error.Result);
    }

    /// <summary>The same, for what has to succeed.</summary>
    internal static string Succeed(string folder, IEnumerable<string> command, params (string Name, string Value)[] environment)
    {
        (int exitCode, string output) = Run(folder, command, environment);
        Assert.That(exitCode, Is.Zero, $"{string.Join(' ', command)}\n{output}");
        return output;
    }
}
