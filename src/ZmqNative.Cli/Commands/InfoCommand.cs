using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative.Cli;

/// <summary><c>zmqnative info</c>: what is running here.</summary>
internal static class InfoCommand
{
    private static readonly string[] s_capabilities = ["ipc", "curve", "gssapi", "pgm", "norm", "tipc", "draft"];

    internal static Command Create()
    {
        Command command = new("info", """
            Shows versions, where libzmq was loaded from, and what it can do.

            Examples:
              zmqnative info
              ZMQNATIVE_LIBRARY_PATH=/opt/lib/libzmq.so.5 zmqnative info
            """);
        command.SetAction(_ =>
        {
            string? version = typeof(InfoCommand).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            Console.WriteLine($"zmqnative     {version}");
            Console.WriteLine($"libzmq        {ZmqLibrary.Version}");
            Console.WriteLine($"loaded from   {ZmqLibrary.Path}");
            Console.WriteLine("capabilities  "
                + string.Join(' ', s_capabilities.Select(name => $"{name}={(ZmqLibrary.Has(name) ? "yes" : "no")}")));
            Console.WriteLine($"platform      {RuntimeInformation.OSDescription}, "
                + $"{RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}");
        });
        return command;
    }
}
