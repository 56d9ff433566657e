namespace ZmqNative.IntegrationTests;

/// <summary>The programs in the folder examples, run as they are built.</summary>
internal static class Example
{
    internal static string Folder { get; } = Path.GetFullPath(Path.Combine(TestData.Root, "..", "..", "examples"));

    /// <summary>The file of an example, built with the configuration of these tests.</summary>
    internal static string Program(string name)
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Folder, name, "bin", framework.Parent!.Name, framework.Name, $"{name}.dll");
    }

    /// <summary>Starts an example in its own folder. Not on Windows.</summary>
    internal static Tool Start(string name, params IEnumerable<string> arguments) =>
        StartWith(name, [], arguments);

    /// <summary>The same with variables of the environment, <c>NAME=VALUE</c>.</summary>
    internal static Tool StartWith(string name, string[] environment, params IEnumerable<string> arguments) =>
        Tool.StartProgram(Program(name), Path.Combine(Folder, name), environment, arguments);
}
