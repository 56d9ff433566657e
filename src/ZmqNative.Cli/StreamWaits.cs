using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// What a subscriber waits for, from the events of its stream: for each address a connection, and
/// then the first message.
/// </summary>
internal sealed class StreamWaits
{
    private readonly WaitNotice _notice;
    private readonly string _messages;
    private readonly HashSet<string> _down;
    private readonly bool _isNodeAsked;
    private bool _hasMessages;

    /// <param name="options">The subscriber's options.</param>
    /// <param name="isNodeAsked">Whether a node has said that it publishes the topics.</param>
    /// <param name="notice">Says what is waited for.</param>
    internal StreamWaits(NotificationSubscriberOptions options, bool isNodeAsked, WaitNotice notice)
    {
        (_notice, _isNodeAsked, _down) = (notice, isNodeAsked, [.. options.Addresses]);
        string[] topics = [.. options.Topics.Except(options.MissingTopics)];
        _messages = topics.Length == 0 ? "messages" : $"messages of {string.Join(", ", topics)}";
        foreach (string address in options.Addresses)
        {
            notice.Begin(address, "there is no connection yet");
        }
    }

    /// <summary>Observes every item of the stream.</summary>
    internal void Observe(StreamItem item)
    {
        switch (item)
        {
            case Connected:
                _notice.Begin(item.Source, "connected; the ZMTP handshake is not complete");
                break;
            case Disconnected e:
                _ = _down.Add(item.Source);
                _notice.Begin(item.Source, e.Reason);
                break;
            case HandshakeDone:
                _ = _down.Remove(item.Source);
                _notice.End(item.Source);
                break;
            case Notification when !_hasMessages || _down.Count > 0:
                // A message proves the handshake where the publisher's protocol reports none.
                _hasMessages = true;
                _ = _down.Remove(item.Source);
                _notice.End(item.Source);
                break;
            default:
                return;
        }
        if (_hasMessages || _down.Count > 0)
        {
            _notice.End(_messages);
        }
        else
        {
            _notice.Begin(_messages, _isNodeAsked
                ? "connected; the node says that it publishes them"
                : "connected; a PUB socket does not say which topics it has");
        }
    }
}
