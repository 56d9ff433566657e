using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;
using ZmqNative.History;

namespace ZmqNative.Subscribing;

// Everything up to a position was handed on (HealTracks.After), and of each topic everything before a
// message sequence of a run (HealTrack). The history says what comes next:
// - After a new connection everything up to the stream's head is asked for. Its stream is that of the
//   connection if this is still up then.
// - A message that follows the one before it on its connection has the place after it. Any other one
//   has its place looked up by its counter and body, what is missing before it is handed on, and then
//   the message itself, unless it was handed on before.
// - Messages of a connection that has ended are not looked up, but for the first one of all: the next
//   connection shows what they were, or that their stream has ended.
// Without an answer the counters alone are compared, as without a history.

/// <summary>
/// Hands on the messages of one address, and from the publisher's history those that did not arrive.
/// </summary>
internal sealed class SourceHealer(
    Endpoint endpoint, HistoryClient client, NotificationSubscriberOptions options, INotificationHandler handler,
    Action wake, ILogger logger) : IDisposable
{
    private readonly HealOutput _output = new(endpoint.Source, handler);
    private readonly HealTracks _tracks = new(endpoint, client, options, handler.OnEvent);

    // What came while the history was asked; the first one may be the one it was asked for.
    private readonly Queue<IncomingMessage> _held = [];
    private CatchUp? _asking;
    private Connection? _asked;
    private HistoryChunk? _chunk;
    private int _index;
    private bool _hasRecovered;

    private readonly HealConnection _connection = new(options.AskAgainAfter);

    // Whether nothing was handed on: the first message that arrives is where the stream begins.
    private bool _isFirst = options.ResumeFrom is null;
    private bool _isResuming = options.ResumeFrom is not null;

    /// <summary>Held while anything is handed on.</summary>
    internal Lock Gate => _tracks.Gate;

    /// <summary>Whether nothing more can be taken.</summary>
    internal bool IsAsking => _asking is not null || _held.Count > 0;

    /// <summary>Whether <see cref="Advance"/> has to be called after a short time.</summary>
    internal bool IsDue => !IsAsking && _connection.IsNew(endpoint.Current);

    internal void OnNotification(in ReceivedNotification notification)
    {
        if (IsAsking || !TryHandle(notification))
        {
            _held.Enqueue(notification.Parts.Detach());
        }
    }

    internal void OnEvent(StreamEvent streamEvent)
    {
        switch (streamEvent)
        {
            case Gap or Discontinuity or PublisherRestarted or Duplicate:
                // They compare with what has arrived. The message follows, and is compared with what
                // was handed on.
                return;
            case Malformed malformed when _tracks.Find(malformed.Topic) is { } track
                && endpoint.Oldest is { } oldest && track.FollowsObserved(oldest):
                _ = track.Advance();
                break;
            case HandshakeDone:
                End(); // The publisher may be another one, which was not asked.
                break;
        }
        _output.Report(streamEvent);
    }

    /// <summary>Asks after a new connection, and hands on what the history has answered.</summary>
    internal void Advance()
    {
        while (handler.IsReady)
        {
            if (_asking is null)
            {
                if (_held.TryPeek(out IncomingMessage? held))
                {
                    if (TryHandle(new ReceivedNotification(held)))
                    {
                        _output.EndBatch();
                        _held.Dequeue().Dispose();
                    }
                }
                else if (_connection.IsNew(endpoint.Oldest))
                {
                    // What an earlier connection has brought was read first.
                    Ask(endpoint.Oldest!, message: null);
                }
                else
                {
                    return;
                }
            }
            else if (_chunk is not null)
            {
                Take(_chunk);
            }
            else
            {
                bool isOver = _asking.IsOver;
                if (_asking.TryTake(out _chunk))
                {
                    _index = 0;
                    _output.ReportGone(_chunk!, _asking, _tracks);
                }
                else if (isOver)
                {
                    Finish();
                }
                else
                {
                    return;
                }
            }
        }
    }

    /// <summary>Asks no more, and forgets what is held.</summary>
    public void Dispose()
    {
        End();
        while (_held.TryDequeue(out IncomingMessage? held))
        {
            held.Dispose();
        }
    }

    // False if the history is asked first.
    private bool TryHandle(in ReceivedNotification notification)
    {
        string topic = notification.TopicName;
        HealTrack? track = _tracks.Find(topic);
        if (notification.MessageSequence is not uint counter || (track is null && !endpoint.HasTopic(topic))
            || (notification.Parts.Connection ?? endpoint.Oldest) is not { } connection)
        {
            _output.Pass(notification, run: null);
        }
        else if (track is not null && track.Follows(connection, counter)
            && !(track.Run is null && _connection.MayLearn(connection, topic)))
        {
            if (track.Advance())
            {
                _output.Pass(notification, track.Run);
            }
        }
        else
        {
            return TryPlace(notification, connection);
        }
        return true;
    }

    private bool TryPlace(in ReceivedNotification notification, Connection connection)
    {
        string topic = notification.TopicName;
        bool isUp = _connection.IsUp(connection);
        if (isUp && _connection.HasToBeAsked(connection))
        {
            Ask(connection, message: null);
            return false;
        }
        if (_connection.MayPlace(connection, topic, _isFirst))
        {
            Guid? stream = _connection.StreamOf(connection);
            int? run = _tracks.Find(topic)?.Run is { } last && last.Stream == stream ? last.Notifier.Number : null;
            Ask(connection, new ArrivedMessage(
                stream, run, topic, notification.MessageSequence!.Value, notification.Body.ToArray(), MayCome: isUp));
            return false;
        }
        // Otherwise the next connection shows what it was.
        if (isUp || _isFirst || _connection.IsNotKept(connection, topic))
        {
            bool isOfStream = _connection.StreamOf(connection) is not null;
            HealTrack track = _tracks.Judge(notification.Parts, connection, isOfStream);
            _output.Pass(notification, track.Run);
        }
        return true;
    }

    private void Ask(Connection connection, ArrivedMessage? message)
    {
        (_asked, _hasRecovered) = (connection, false);
        _asking = new CatchUp(client, _tracks.Choose, _tracks.After, _tracks.Due(), wake)
        {
            Message = message,
            IsPatient = _isResuming,
        };
        _asking.Start();
    }

    private void Take(HistoryChunk chunk)
    {
        for (; _index < chunk.Messages.Count && handler.IsReady; _index++)
        {
            HistoryMessage message = chunk.Messages[_index];
            if (_asking!.Place is { } place && message.Position.Offset >= place.Position.Offset)
            {
                Finish();
                return;
            }
            if (_tracks.Take(message) is { } track)
            {
                if (!_hasRecovered)
                {
                    _tracks.Renew(message.Position);
                    _hasRecovered = true;
                }
                _isFirst = false;
                _output.Recover(track, message);
            }
            _tracks.Reach(message.Position);
        }
        if (_index == chunk.Messages.Count)
        {
            _tracks.Reach(chunk.Position);
            _chunk = null;
        }
    }

    private void Finish()
    {
        CatchUp asked = _asking!;
        End();
        if (asked.Failure is { } failure)
        {
            Fail(failure, isForConnection: asked.Message is null);
        }
        else if (asked.Place is { } place)
        {
            // Its place shows the stream of its connection, too.
            _connection.Know(_asked!, asked);
            using IncomingMessage message = _held.Dequeue();
            if (_tracks.Take(message, place, _asked!) is { } track)
            {
                _output.Pass(new ReceivedNotification(message), track.Run);
                _output.EndBatch();
            }
            // What comes over a connection before its first message is not missing.
            if (_isFirst)
            {
                _tracks.Begin(place.Position);
            }
            _isFirst = false;
            _tracks.Reach(place.Position);
        }
        else if (asked.Message is not null)
        {
            _connection.End(_asked!);
        }
        // Otherwise the publisher was started again while it was read, and is asked again.
        else if (_tracks.After is not { } reached || reached.Stream == asked.Info!.Head.Stream)
        {
            _tracks.Settle(asked.Info!, asked.Chosen, _asked!);
            _tracks.Reach(asked.Info!.Head);
            _isResuming = false;
            if (_asked!.State == ConnectionState.Up)
            {
                _connection.Know(_asked, asked);
            }
        }
    }

    private void Fail(string reason, bool isForConnection)
    {
        if (_asked!.State != ConnectionState.Up)
        {
            _connection.End(_asked); // The next connection is asked for.
            return;
        }
        SubscriberLog.NotHealed(logger, endpoint.Source, reason);
        if (_isResuming)
        {
            // Nothing live is handed on before the history was: it is asked again.
            if (endpoint.Reported.MayReport(reason, Environment.TickCount64))
            {
                _output.Report(new Waiting(endpoint.Source, DateTimeOffset.UtcNow, null, reason));
            }
            return;
        }
        _connection.Fail(_asked, isForConnection);
    }

    private void End()
    {
        _asking?.Dispose();
        (_asking, _chunk) = (null, null);
    }
}
