namespace ZmqNative.Tests;

/// <summary>Finds tests/data from wherever the tests were built to.</summary>
internal static class TestData
{
    public static string Root { get; } = Path.Combine(FindRepository(), "tests", "data");

    public static string Blocks => Path.Combine(Root, "blocks");

    public static string Trace(string scenario) => Path.Combine(Root, "traces", scenario);

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ZmqNative.sln")))
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds ZmqNative.sln.");
    }
}
