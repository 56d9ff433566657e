using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace ZmqNative.Interop.Tests;

/// <summary>A collectible load context with the binding in it, in the folder of a plugin. It may know a libzmq in another folder.</summary>
internal sealed class LibraryPlugin(string? libzmq) : AssemblyLoadContext("plugin", isCollectible: true)
{
    /// <summary>What begins an argument of the program: a plugin's folder, and after a bar the libzmq that its context knows.</summary>
    internal const string Host = "host=";

    /// <summary>Which file the plugin's binding has loaded.</summary>
    internal static string Load(string argument)
    {
        string[] words = argument.Split('|');
        LibraryPlugin plugin = new(words.ElementAtOrDefault(1));
        Assembly binding = plugin.LoadFromAssemblyPath(Path.Combine(words[0], "ZmqNative.Interop.dll"));
        PropertyInfo path = binding.GetType("ZmqNative.Interop.ZmqLibrary", throwOnError: true)!.GetProperty("Path")!;
        try
        {
            return (string)path.GetValue(null)!;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is DllNotFoundException inner)
        {
            throw inner;
        }
        finally
        {
            plugin.Unload();
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName) => null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        libzmq is not null && unmanagedDllName == LibZmq.Library ? NativeLibrary.Load(libzmq) : 0;
}
