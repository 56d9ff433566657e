using System.Diagnostics;
using System.Text.Json;

namespace ZmqNative.IntegrationTests.Page;

/// <summary>Debian's Chromium, driven by the npm package playwright-core. Disposing of it ends it.</summary>
internal sealed class Browser : IDisposable
{
    private const string Program = "/usr/bin/chromium";

    private readonly Process _process;

    private Browser(Process process) => _process = process;

    internal static Browser Start()
    {
        string tests = Path.GetFullPath(Path.Combine(TestData.Root, ".."));
        string folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "page");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(tests, "page"), "package*.json"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
        Prerequisite.Require(
            File.Exists(Program) && (Directory.Exists(Path.Combine(folder, "node_modules")) || Installs(folder)),
            "chromium", "there is no /usr/bin/chromium, or the npm package that drives it cannot be installed");
        ProcessStartInfo start = new("node", [Path.Combine(tests, "page", "browser.mjs"), folder, Program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Browser browser = new(Process.Start(start)!);
        TestContext.Out.WriteLine($"Chromium {browser.Read()}");
        return browser;
    }

    /// <summary>Runs a function's body of JavaScript, in node: <c>browser</c>, <c>state</c>, <c>open</c>, <c>processor</c>.</summary>
    internal JsonElement Run(string code)
    {
        _process.StandardInput.WriteLine(code.ReplaceLineEndings(" "));
        return Read();
    }

    /// <summary>Evaluates an expression in <c>state.page</c>.</summary>
    internal JsonElement Evaluate(string expression) => Run($"return await state.page.evaluate(() => {expression});");

    /// <summary>Waits until an expression is true in <c>state.page</c>.</summary>
    internal void WaitFor(string expression) =>
        Run($"await state.page.waitForFunction(() => {expression}, null, {{ timeout: {Tool.Deadline.TotalMilliseconds} }});");

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Tool.Deadline))
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private static bool Installs(string folder)
    {
        try
        {
            using Process npm = Process.Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder]);
            npm.WaitForExit();
            return npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private JsonElement Read()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        Assert.That(line.Wait(2 * Tool.Deadline), "the browser answers");
        JsonElement answer = JsonElement.Parse(line.Result ?? throw new EndOfStreamException("The browser has ended."));
        Assert.That(answer.TryGetProperty("error", out JsonElement error), Is.False, () => $"{error}");
        return answer.GetProperty("result");
    }
}
