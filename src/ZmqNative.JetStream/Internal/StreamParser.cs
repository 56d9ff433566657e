using System.Text;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream;

/// <summary>
/// Turns messages of the stream into the items that a subscriber over ZMQ yields: the same records,
/// gaps and restarts, found by the same code.
/// </summary>
internal sealed class StreamParser(JetStreamSubscriberOptions options, EventReporter events) : IDisposable
{
    private readonly IncomingMessage _message = IncomingMessage.Ring(1);
    private readonly Dictionary<string, SequenceTracker> _trackers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _writers = new(StringComparer.Ordinal);
    private readonly BodyAssembly _assembly = new();

    /// <summary>Takes the next message; events that it reveals are reported before.</summary>
    /// <param name="subject">Its subject.</param>
    /// <param name="headers">Its headers; null when they are none of a writer of ours.</param>
    /// <param name="part">Its body, or part of it.</param>
    /// <param name="time">When it was stored.</param>
    /// <param name="isWhole">False while parts of a body are missing.</param>
    /// <returns>The notification; null when it is incomplete, malformed, or not wanted.</returns>
    internal Notification? Take(
        string subject, MessageHeaders? headers, byte[]? part, DateTimeOffset time, out bool isWhole)
    {
        part ??= []; // The client's form of an empty body.
        isWhole = true;
        string topic = Subjects.Topic(subject);
        if (!options.Wants(topic))
        {
            return null;
        }
        if (headers is not { } known)
        {
            events.Report(new Malformed(
                options.Servers, time, topic, "the headers of a writer are missing", [part.Length]));
            return null;
        }
        if (_assembly.Take(known, part) is not { } body)
        {
            isWhole = false;
            return null;
        }
        SequenceTracker tracker = Tracker(topic);
        _message.CopyFrom(Encoding.Latin1.GetBytes(topic), body, known.Counter);
        (_message.Tracker, _message.Time) = (tracker, time);
        tracker.Count(_message.Bytes);
        if (known.Counter is { } counter && tracker.Observe(counter, Life(known.Writer), time) is { } revealed)
        {
            events.Report(revealed);
        }
        if (MessageRules.WhyMalformed(tracker.Known, _message, known.Counter) is { } reason)
        {
            events.Report(new Malformed(options.Servers, time, topic, reason, _message.CopyLengths()));
            return null;
        }
        return NotificationParser.Parse(new ReceivedNotification(_message));
    }

    public void Dispose() => _message.Dispose();

    private SequenceTracker Tracker(string topic)
    {
        if (!_trackers.TryGetValue(topic, out SequenceTracker? tracker))
        {
            tracker = new(options.Servers, Encoding.Latin1.GetBytes(topic), options.Parsing);
            _trackers.Add(topic, tracker);
        }
        return tracker;
    }

    // The same object for the same writer.
    private string Life(string writer)
    {
        if (!_writers.TryGetValue(writer, out string? life))
        {
            _writers.Add(writer, life = writer);
        }
        return life;
    }
}
