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
}
