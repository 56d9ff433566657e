using System.Diagnostics;

namespace ZmqNative.IntegrationTests;

/// <summary><c>zmqnative record</c>, whose folder somebody else removes or changes.</summary>
public sealed class RecordFolderTests
{
    [TestCase("folder")]
    [TestCase("events")]
    [TestCase("cut")]
    [TestCase("replaced")]
    [Platform(Exclude = "Win", Reason = "Windows does not let open files be removed.")]
    public void It_notices_and_ends_with_one_sentence(string what)
    {
        using TempFolder folder = new();
        using NetMqPublisher publisher = new();
        string session = folder.Child("session"), events = Path.Combine(session, "events.jsonl");
        using Tool tool = Tool.Start("record", session, "--upstream", publisher.Endpoint, "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie");
        tool.Output.WaitFor(line => line == "Connected.");
        switch (what)
        {
            case "folder":
                Directory.Delete(session, recursive: true);
                break;
            case "events":
                File.Delete(events);
                break;
            case "cut":
                using (Process truncate = Process.Start("truncate", ["-s", "0", events]))
                {
                    truncate.WaitForExit();
                }
                break;
            default:
                File.Move(events, events + ".old");
                File.Copy(TestData.Trace("mine-blocks") + "/events.jsonl", events);
                break;
        }
        Assert.That(tool.WaitForExit(), Is.EqualTo(1));
        Assert.That(tool.Error.All[^1], Is.EqualTo($"Error: {events} was removed or changed while it was being written: the recording is not complete."));
        Assert.That(tool.Output.All, Has.None.StartsWith("Recorded "));
    }

    /// <summary>A file system of 192 KiB. What was recorded until it was full can be published.</summary>
    [Test]
    [Platform("Linux")]
    public void A_full_disk_is_one_sentence_and_what_was_recorded_is_readable()
    {
        const string Address = "tcp://127.0.0.1:*";
        // $0 is the disk; $1, $2 and $3 run the tool.
        const string Script = """
            mount -t tmpfs -o size=192k none "$0" || exit 9
            "$@"
            echo "recorded with exit code $?"
            "$1" "$2" "$3" publish --trace "$0/session" --exit -zmqpubrawtx=tcp://127.0.0.1:*
            """;
        Prerequisite.Require(Runs("unshare", "--mount", "true"), "chroot", "a mount of one's own takes root and unshare");
        using TempFolder folder = new();
        string disk = Directory.CreateDirectory(folder.Child("disk")).FullName;
        using Tool publisher = Tool.Start(["publish", "--trace", TestData.Trace("large-block"), "--wait-for-subscribers", "1",
            .. from type in (string[])["rawblock", "rawtx", "sequence"] select $"-zmqpub{type}={Address}"]);
        using Tool recorder = Tool.StartBy(
            ["unshare", "--mount", "sh", "-c", Script, disk],
            "record", Path.Combine(disk, "session"), "--upstream", publisher.EndpointOf(Address), "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie");
        Assert.That(recorder.WaitForExit(), Is.Zero, $"{recorder.Output}\n{recorder.Error}");
        Assert.That(recorder.Output.All, Has.One.EqualTo("recorded with exit code 1").And.One.StartsWith("pubrawtx "));
        Assert.That(recorder.Error.All, Has.One.StartsWith("Error: No space left on device : ").And.None.Contains("   at "));
        Assert.That(publisher.Signal(15), Is.Zero, "publishing goes on");
    }

    private static bool Runs(params string[] command)
    {
        try
        {
            using Process process = Process.Start(command[0], command[1..]);
            return process.WaitForExit(Tool.Deadline) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
