using System.Text.Json;

namespace ZmqNative.IntegrationTests;

/// <summary><c>zmqnative record</c> where nothing can be written, or nothing more: one sentence, rc 1.</summary>
[Platform(Exclude = "Win", Reason = "sh, ulimit and mounts.")]
public sealed class RecordDiskTests
{
    // A full disk of its own, and one that is read only, in a mount namespace that ends with the tool.
    private static readonly string[] s_ownMounts = ["unshare", "--mount", "--map-root-user", "sh", "-c"];

    [TestCase("mount -t tmpfs -o size=64k none", "No space left on device")]
    [TestCase("trap '' XFSZ; ulimit -f 4; mkdir", "")]
    public void A_disk_that_fills_up(string prepare, string reason)
    {
        using TempFolder folder = new();
        string[] program = Program(prepare, folder);
        // Without blocks, for which the recorder would wait for the node.
        JsonElement[] rows = [.. new RecordedTrace("mempool-and-block", string.Empty).Rows.Where(row => !IsBlock(row))];
        using NetMqPublisher publisher = new();
        using Tool recorder = Tool.StartBy(program, Arguments(folder, publisher.Endpoint));
        for (int topic = 0; topic < 3; topic++)
        {
            publisher.WaitForSubscription();
        }
        Dictionary<string, uint> counters = new() { ["rawtx"] = 0, ["sequence"] = 0 };
        for (int i = 0; i < 400; i++)
        {
            foreach (JsonElement row in rows.Where(row => counters.ContainsKey(row.GetProperty("topic").GetString()!)))
            {
                string topic = row.GetProperty("topic").GetString()!;
                publisher.Send(topic, row.GetProperty("body").GetString()!, counters[topic]++);
            }
        }
        Assert.That(recorder.WaitForExit(), Is.EqualTo(1));
        AssertSentence(recorder, reason);
    }

    [Test]
    public void A_disk_that_is_read_only()
    {
        using TempFolder folder = new();
        using Tool recorder = Tool.StartBy(Program("mount -t tmpfs -o ro none", folder), Arguments(folder, "tcp://127.0.0.1:1"));
        Assert.That(recorder.WaitForExit(), Is.EqualTo(1));
        AssertSentence(recorder, "Read-only file system");
    }

    // The label C or D of a sequence body, in hexadecimal.
    private static bool IsBlock(JsonElement row) =>
        row.GetProperty("topic").GetString() == "sequence" && row.GetProperty("body").GetString()![64..66] is "43" or "44";

    private static void AssertSentence(Tool recorder, string reason)
    {
        Assert.That(recorder.Error.All[^1], Does.StartWith("Error: ").And.Contain(reason).And.Not.Contain("   at "));
        Assert.That(recorder.Error.All, Has.None.Contain("   at "));
        Assert.That(recorder.Output.All, Has.None.StartsWith("Recorded "));
    }

    // The runtime maps files larger than such a limit unless W^X is off.
    private static string[] Program(string prepare, TempFolder folder)
    {
        string[] environment = ["env", "DOTNET_EnableWriteXorExecute=0"];
        string disk = folder.Child("disk");
        if (!prepare.StartsWith("mount", StringComparison.Ordinal))
        {
            return [.. environment, "sh", "-c", $"{prepare} '{disk}'; exec \"$@\"", "sh"];
        }
        Directory.CreateDirectory(disk);
        using System.Diagnostics.Process trial = System.Diagnostics.Process.Start(s_ownMounts[0], [.. s_ownMounts[1..], $"{prepare} '{disk}'"]);
        trial.WaitForExit();
        Prerequisite.Require(trial.ExitCode == 0, "mounts", "no mount namespace can be made here");
        return [.. environment, .. s_ownMounts, $"{prepare} '{disk}' && exec \"$@\"", "sh"];
    }

    private static IEnumerable<string> Arguments(TempFolder folder, string upstream) =>
        ["record", Path.Combine(folder.Child("disk"), "session"), "--upstream", upstream, "--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie"];
}
