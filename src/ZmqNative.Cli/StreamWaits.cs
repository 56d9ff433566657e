using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// What a subscriber waits for, from the events of its stream: for each address a connection, and
/// then the first message.
/// </summary>
internal sealed class StreamWaits
{
    private readonly WaitNotice _notice;
    private readonly string _all;
    private readonly HashSet<string> _down;
    private bool _hasMessages;

    // Why none of the messages that came is one; null while none came.
    private string? _malformed;

    /// <param name="options">The subscriber's options.</param>
    /// <param name="notice">Says what is waited for.</param>
    internal StreamWaits(NotificationSubscriberOptions options, WaitNotice notice)
    {
        (_notice, _down) = (notice, [.. options.Addresses]);
        _all = $"messages from {string.Join(", ", options.Addresses)}";
        foreach (string address in options.Addresses)
        {
            notice.Begin(address, reason: null);
        }
    }

    /// <summary>Observes every item of the stream.</summary>
    internal void Observe(StreamItem item)
    {
        switch (item)
        {
            case Waiting { Topic: null } e:
                // Of an address, or of all of them for the first message.
                bool isDown = _down.Contains(e.Source);
                _notice.Begin(isDown ? e.Source : _all, isDown ? e.Reason : _malformed ?? e.Reason);
                return;
            case Malformed e when !_hasMessages:
                _malformed = $"messages have come and are malformed, such as {e.Topic}: {e.Reason}";
                break;
            case Disconnected e:
                _ = _down.Add(item.Source);
                _notice.Begin(item.Source, e.Reason);
                break;
            case HandshakeDone:
                _ = _down.Remove(item.Source);
                _notice.End(item.Source);
                break;
            case Notification when !_hasMessages:
                _hasMessages = true;
                break;
            default:
                return;
        }
        if (_hasMessages || _down.Count > 0)
        {
            _notice.End(_all);
        }
        else
        {
            _notice.Begin(_all, _malformed);
        }
    }
}
