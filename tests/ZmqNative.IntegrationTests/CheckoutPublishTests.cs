using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZmqNative.IntegrationTests;

/// <summary>A program of this checkout that is published has libzmq with it, as one that is built has.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CheckoutPublishTests : IDisposable
{
    private static readonly string s_runtime = RuntimeInformation.RuntimeIdentifier;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What the task Libzmq chose comes before what Native built. Neither need be there: the folder of both is one of the test's.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void An_example_that_is_published_has_it(bool isChosen)
    {
        string chosen = Path.Combine("artifacts", "libzmq", s_runtime, "native"), built = Path.Combine("artifacts", "native", s_runtime);
        Put(built, "libzmq.so", "built");
        Put(built, "inputs", "no library");
        if (isChosen)
        {
            Put(chosen, "libzmq.so", "chosen");
        }
        string published = _folder.Child("published"), native = Path.Combine(published, "runtimes", s_runtime, "native");
        Publish("MinimalNode", published);
        Assert.That(File.Exists(Path.Combine(published, "MinimalNode.dll")));
        Assert.That(Directory.GetFiles(native).Select(Path.GetFileName), Is.EqualTo(["libzmq.so"]));
        Assert.That(File.ReadAllText(Path.Combine(native, "libzmq.so")), Is.EqualTo(isChosen ? "chosen" : "built"));
    }

    private void Put(string folder, string name, string content) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder.Child(folder)).FullName, name), content);

    // Its reference to src/ZmqNative is to the project. It was built beside these tests.
    private void Publish(string example, string folder)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["publish", Path.Combine(Example.Folder, example), "--no-build", "-c", configuration, "-o", folder, $"-p:RepositoryRoot={_folder.Child(".")}/"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Tool.Deadline))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet publish did not end within {Tool.Deadline}.");
        }
        Assert.That(process.ExitCode, Is.Zero, output.Result + error.Result);
    }
}
