namespace ZmqNative.Tests.Security;

/// <summary>zeromq.js of npm, in the version of tests/zeromq.js.</summary>
internal static class ZeromqJs
{
    /// <summary>Installs it once and returns its folder of modules.</summary>
    internal static string Install()
    {
        string folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "zeromq.js");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(TestData.Root, "..", "zeromq.js"), "package*.json"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
        string modules = Path.Combine(folder, "node_modules");
        if (!Directory.Exists(modules))
        {
            _ = Peer.Runs("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder);
        }
        Prerequisite.Require(
            Peer.Runs("env", $"NODE_PATH={modules}", "node", "-e", "process.exit(require('zeromq').capability.curve ? 0 : 1)"),
            "zeromq.js", "the npm package cannot be installed, or has no CURVE");
        return modules;
    }
}
