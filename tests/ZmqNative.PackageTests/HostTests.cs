using System.Runtime.InteropServices;

namespace ZmqNative.PackageTests;

/// <summary>
/// Scripts and plugins, where the program is only the host and its folders have nothing of the package: the packed libzmq is
/// loaded, and no other, though the system has one under both of its names.
/// </summary>
[Platform("Linux")]
[Category("Long")]
public sealed class HostTests
{
    private static readonly string s_native = $"runtimes/linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}/native/libzmq.so";

    private TempFolder _folder = null!;

    // Where the system looks first: a copy of the packed one, so that no libzmq has to be installed.
    private string _system = null!;

    [SetUp]
    public void Prepare()
    {
        _folder = new TempFolder();
        _system = Directory.CreateDirectory(_folder.Child("system")).FullName;
        _folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="packed here" value="{Packages.Feed}" /></packageSources>
            </configuration>
            """);
        _folder.Write("plugin.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <NuGetAudit>false</NuGetAudit>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="ZmqNative.Interop" Version="{Packages.VersionOf("ZmqNative.Interop")}" /></ItemGroup>
            </Project>
            """);
        Command.Succeed(_folder.Child("."), [Command.Dotnet, "publish", "plugin.csproj", "-o", Plugin]);
        foreach (string name in (string[])["libzmq.so", "libzmq.so.5"])
        {
            File.Copy(Path.Combine(Plugin, s_native), Path.Combine(_system, name));
        }
    }

    [TearDown]
    public void Delete() => _folder?.Dispose();

    private string Plugin => _folder.Child("published");

    [Test]
    public void FSharp_Interactive_with_the_package()
    {
        _folder.Write("script.fsx", $"""
            #i "nuget: {Packages.Feed}"
            #r "nuget: ZmqNative.Interop, {Packages.VersionOf("ZmqNative.Interop")}"
            (new ZmqNative.Interop.ZmqMessage()).Dispose()
            for line in System.IO.File.ReadLines "/proc/self/maps" do System.Console.WriteLine line
            """);
        IsOf(Run(Command.Dotnet, "fsi", "--quiet", "script.fsx"), Path.Combine(
            Packages.Cache, "zmqnative.runtime", Packages.VersionOf("ZmqNative.Runtime"), s_native));
    }

    [Test]
    public void PowerShell_with_a_published_folder()
    {
        string tools = _folder.Child("tools");
        // Not of the feed that was packed here: from wherever this machine gets its packages.
        (int failed, string output) = Command.Run(Path.GetTempPath(), [Command.Dotnet, "tool", "install", "PowerShell", "--version", "7.6.*", "--tool-path", tools]);
        Prerequisite.Require(failed == 0, "powershell", $"dotnet tool install says: {output.Trim()}");
        IsOf(
            Run(Path.Combine(tools, "pwsh"), "-NoProfile", "-NonInteractive", "-Command",
                $"Add-Type -Path '{Path.Combine(Plugin, "ZmqNative.Interop.dll")}'; [ZmqNative.Interop.ZmqMessage]::new().Dispose(); Get-Content /proc/self/maps"),
            Path.Combine(Plugin, s_native));
    }

    /// <summary>Without the compiler for native code, which a restore would fetch from elsewhere.</summary>
    [Test]
    public void A_file_as_a_program()
    {
        _folder.Write("app.cs", $"""
            #:package ZmqNative.Interop@{Packages.VersionOf("ZmqNative.Interop")}
            #:property PublishAot=false
            new ZmqNative.Interop.ZmqMessage().Dispose();
            foreach (string line in File.ReadLines("/proc/self/maps")) Console.WriteLine(line);
            """);
        File.Delete(_folder.Child("plugin.csproj"));
        string[] mapped = Mapped(Run(Command.Dotnet, "run", "app.cs"));
        Assert.That(mapped, Has.Length.EqualTo(1));
        Assert.That(mapped[0], Does.EndWith($"/{s_native}").And.Not.StartWith(_system));
    }

    private string Run(params string[] command) => Command.Succeed(_folder.Child("."), command, ("LD_LIBRARY_PATH", _system));

    private static void IsOf(string output, string library) => Assert.That(Mapped(output), Is.EqualTo([library]));

    private static string[] Mapped(string output) => [.. output.Split('\n').Where(line => line.Contains("libzmq", StringComparison.Ordinal) && line.Contains('/'))
        .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..].TrimEnd()).Distinct()];
}
