namespace ZmqNative.NodeTests;

/// <summary>The program bitcoind: what the variable BITCOIND names, or what tests/bitcoind/get-bitcoind.sh unpacked.</summary>
internal static class Bitcoind
{
    internal const string Variable = "BITCOIND";

    /// <summary>The file; skips the running test when there is none, or fails it when the machine promises one.</summary>
    internal static string Path
    {
        get
        {
            string path = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
                ? named
                : System.IO.Path.GetFullPath(System.IO.Path.Combine(TestData.Root, "..", "..", "artifacts", "bitcoind", "bitcoind"));
            Prerequisite.Require(File.Exists(path), "bitcoind", $"there is no {path}; run tests/bitcoind/get-bitcoind.sh, or name one in {Variable}");
            return path;
        }
    }
}
