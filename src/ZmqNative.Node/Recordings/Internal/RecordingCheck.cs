using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// Asks the node after each connection, because it may have been restarted with other options,
/// whether what is recorded still comes from the address, and notes what does not.
/// </summary>
internal sealed class RecordingCheck(
    NodeRpc rpc, string address, IReadOnlyList<PublishedTopic> needed, TraceRecording recording)
{
    // In milliseconds, between two attempts to ask a node that does not answer.
    private const int Interval = 1000;

    private readonly UpstreamCheck _check = new(rpc, address, needed, _ => false);
    private bool _isConnected;
    private long _due;
    private string? _noted;

    /// <summary>Observes every item of the stream.</summary>
    internal void Observe(StreamItem item)
    {
        if (item is HandshakeDone)
        {
            _check.Restart();
            (_isConnected, _due) = (true, 0);
        }
        else if (item is Disconnected)
        {
            _isConnected = false;
        }
    }

    /// <summary>Asks while the node has not answered, and notes its answer. Does not wait.</summary>
    internal void Poll(CancellationToken cancellationToken)
    {
        long now = Environment.TickCount64;
        if (!_isConnected || now < _due)
        {
            return;
        }
        _due = now + Interval;
        _check.Poll(cancellationToken);
        string? missing = _check.Missing;
        if (missing != _noted && missing is not null)
        {
            string what = _check.IsOfNode ? "is not complete from here on" : "may not be complete";
            recording.Note(
                "TopicsMissing",
                $"The recording {what}: {missing}",
                new Waiting(address, DateTimeOffset.UtcNow, needed[0].Topic.Name, missing));
        }
        _noted = missing;
    }
}
