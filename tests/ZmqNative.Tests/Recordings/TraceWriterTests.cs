using ZmqNative.Node.Recordings;

namespace ZmqNative.Tests.Recordings;

/// <summary>What a recorder writes, while somebody else changes its files.</summary>
public sealed class TraceWriterTests
{
    /// <summary>A busy recorder never has the quiet second in which it looks after its files.</summary>
    [Test]
    [Platform(Exclude = "Win", Reason = "Windows does not let open files be removed.")]
    public void Each_row_notices_that_its_file_is_gone()
    {
        using TempFolder folder = new();
        string session = Path.Combine(folder.Path, "session"), events = Path.Combine(session, "events.jsonl");
        using TraceWriter writer = new(session);
        writer.AddNote("Recording", "begins");
        File.Delete(events);
        Assert.That(() => writer.AddNote("Recording", "goes on"), Throws.InstanceOf<IOException>().With.Message.StartsWith($"{events} was removed or changed"));
    }
}
