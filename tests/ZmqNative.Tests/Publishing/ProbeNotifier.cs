using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>
/// Proves that a subscription has arrived: it publishes on the tested address until the subscriber has one of its messages. It has a
/// counter of its own, so the notifiers under test do not notice.
/// </summary>
internal sealed class ProbeNotifier : PublishNotifier
{
    public const string Type_ = "pubzprobe";

    // Begins like every topic of Core would have to: tests that do not subscribe to everything subscribe to this as well.
    public static readonly Topic Topic = new("zprobe");

    public bool Publish() => SendMessage(Topic, []);
}
