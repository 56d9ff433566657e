using System.Diagnostics;

namespace ZmqNative.IntegrationTests;

/// <summary>The picture in the README is what the tool shows.</summary>
[Platform("Linux", Reason = "The terminal is made by util-linux's script.")]
public sealed class DemoPictureTests
{
    [Test]
    public void The_picture_in_the_readme_is_what_the_demo_shows()
    {
        string[] lines = DemoPicture.Normalise(RunInTerminal());
        string received = Path.Combine(TestContext.CurrentContext.WorkDirectory, "demo.received.svg");
        File.WriteAllText(received, DemoPicture.Draw(lines));
        string picture = Path.Combine(TestData.Root, "..", "..", "docs", "demo.svg");
        Assert.That(picture, Does.Exist, "docs/make-demo.sh draws it");
        Assert.That(File.ReadAllText(received), Is.EqualTo(File.ReadAllText(picture).ReplaceLineEndings("\n")),
            "if this change is meant, run docs/make-demo.sh");
    }

    [Test]
    public void The_picture_keeps_colours_and_columns_and_nothing_of_the_run()
    {
        string[] lines = DemoPicture.Normalise(
            "\u001b[?1h\u001b=\u001b[38;5;8m10:11:12.345\u001b[0m \u001b[38;5;214mrawblock\u001b[0m  <0>\r\n"
            + "at \u001b[1mtcp://127.0.0.1:41234\u001b[0m by libzmq 4.3.5.\r\n");
        string svg = DemoPicture.Draw(lines);
        Assert.That(svg, Does.Contain(" fill=\"#7f8794\">hh:mm:ss.fff</text>"));
        Assert.That(svg, Does.Contain("x=\"125.2\" y=\"30\" textLength=\"67.2\" fill=\"#ffaf00\">rawblock</text>"));
        Assert.That(svg, Does.Contain("&lt;0&gt;").And.Contain(" font-weight=\"bold\">tcp://127.0.0.1:28332</text>"));
        Assert.That(svg, Does.Not.Match(@"41234|4\.3\.5|10:11|\x1b"));
    }

    private static string RunInTerminal()
    {
        Prerequisite.Require(File.Exists("/usr/bin/script"), "script", "a terminal is made by util-linux's script");
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string tool = Path.Combine(AppContext.BaseDirectory, "ZmqNative.Cli.dll");
        string command = $"stty cols {DemoPicture.Columns} rows 50; exec '{dotnet}' exec '{tool}' demo";
        ProcessStartInfo start = new("/usr/bin/script", ["-qec", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        _ = start.Environment.Remove("COLORTERM");
        _ = start.Environment.Remove("NO_COLOR");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Tool.Deadline))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The demo did not end within {Tool.Deadline}.");
        }
        Assert.That(process.ExitCode, Is.Zero, output.Result + error.Result);
        return output.Result;
    }
}
