namespace ZmqNative.PackageTests;

/// <summary>A project of a user's, in a folder of its own, that knows ZmqNative as a package only. The program is that of tests/AotSmoke.</summary>
internal sealed class Consumer : IDisposable
{
    internal const string Notification = "hashblock 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";

    /// <summary>What the program says before it names its libzmq.</summary>
    internal static string[] Works { get; } = [Notification, "curve works", "clrzmq4 works"];

    internal Consumer(string moreItems = "")
    {
        Folder = Directory.CreateTempSubdirectory("zmqnative-consumer-").FullName;
        File.Copy(Path.Combine(Packages.Repository, "tests", "AotSmoke", "Program.cs"), Path.Combine(Folder, "Program.cs"));
        File.WriteAllText(Path.Combine(Folder, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <DebugType>none</DebugType>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ZmqNative" Version="{Packages.VersionOf("ZmqNative")}" />
                <PackageReference Include="ZmqNative.ClrZmq4" Version="{Packages.VersionOf("ZmqNative.ClrZmq4")}" />
                <TrimmerRootAssembly Include="ZmqNative;ZmqNative.Interop;ZeroMQ" RootMode="library" />
                {moreItems}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="packed here" value="{Packages.Feed}" /></packageSources>
            </configuration>
            """);
    }

    internal string Folder { get; }

    internal string Published => Path.Combine(Folder, "published");

    /// <summary>Publishes, which may not give a single warning.</summary>
    internal void Publish(params string[] arguments)
    {
        string output = Command.Succeed(Folder, [Command.Dotnet, "publish", "-c", "Release", "-o", Published, .. arguments]);
        Assert.That(output, Does.Not.Contain("warning").IgnoreCase);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
