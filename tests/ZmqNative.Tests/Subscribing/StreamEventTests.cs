using System.Runtime.CompilerServices;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

public sealed class StreamEventTests
{
    /// <summary>Of all events, so that a new one has to be decided.</summary>
    [Test]
    public void Each_event_says_whether_messages_may_be_lost()
    {
        ILookup<bool, string> names = typeof(StreamEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(StreamEvent)))
            .ToLookup(type => ((StreamEvent)RuntimeHelpers.GetUninitializedObject(type)).MayHaveLostMessages, type => type.Name);
        Assert.That(names[true], Is.EquivalentTo((string[])[
            nameof(Gap), nameof(Discontinuity), nameof(PublisherRestarted), nameof(GoneFromHistory), nameof(Malformed), nameof(Dropped),
            nameof(HandshakeDone)]));
        Assert.That(names[false], Is.EquivalentTo((string[])[
            nameof(Duplicate), nameof(Stalled), nameof(Waiting), nameof(Disconnected), nameof(StateChanged), nameof(global::ZmqNative.Link.PeerRefused)]));
    }
}
