using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Rules;

/// <summary>The page about the tool's JSON lists every event that a stream can contain.</summary>
public sealed class EventDocumentationTests
{
    // Those whose name in JSON is not the type's in lower case.
    private static readonly Dictionary<string, string> s_names = new()
    {
        [nameof(GoneFromHistory)] = "gone",
        [nameof(HandshakeDone)] = "handshake",
        [nameof(PublisherRestarted)] = "restarted",
        [nameof(StateChanged)] = "live",
    };

    private static IEnumerable<string> Events =>
        from type in typeof(StreamEvent).Assembly.GetExportedTypes()
        where type.IsSubclassOf(typeof(StreamEvent)) && !type.IsAbstract && type.Namespace == typeof(StreamEvent).Namespace
        select s_names.GetValueOrDefault(type.Name, type.Name.ToLowerInvariant());

    [Test]
    public void Every_event_has_a_row()
    {
        string page = File.ReadAllText(Path.Combine(ProjectRulesTests.Repository, "docs", "subscribe-json.md"));
        Assert.That(Events.Count(), Is.GreaterThan(10));
        Assert.That(Events.Where(name => !page.Contains($"\n| `{name}` |", StringComparison.Ordinal)), Is.Empty);
    }
}
