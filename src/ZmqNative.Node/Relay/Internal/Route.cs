using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using ZmqNative.Bitcoin;
using ZmqNative.Diagnostics;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Relay;

/// <summary>
/// The notifiers that publish a topic of the node. Used under the lock of the interface.
/// </summary>
internal sealed class Route(
    NotificationInterface notifications, Topic topic, (PublishNotifier Notifier, ForwardedCounter Counter)[] notifiers,
    bool ownCounters)
{
    // Whether a message was published with another message sequence than the node's.
    private bool _isShifted;

    /// <summary>Whether a message was published.</summary>
    internal bool HasCome { get; set; }

    /// <summary>The routes of all topics that can be forwarded, by the topics' names.</summary>
    internal static Dictionary<string, Route> FindAll(NotificationInterface notifications, bool ownCounters)
    {
        Topic[] topics = [.. notifications.Notifiers.Topics().Select(one => one.Topic).Distinct()];
        List<PublishNotifier> all = [];
        notifications.Notify(all, static (notifier, all) =>
        {
            all.AddRange(notifier is PublishNotifier publisher ? [publisher] : []);
            return true;
        });
        foreach (PublishNotifier notifier in all)
        {
            notifier.IsForwarding = Array.Exists(notifier.Topics, UpstreamTopics.IsForwarded);
        }
        (PublishNotifier Notifier, ForwardedCounter Counter)[] counted =
            [.. all.Select(notifier => (notifier, new ForwardedCounter(notifier.MessageSequence)))];
        return topics.Where(topic => topic.IsCore || UpstreamTopics.IsForwarded(topic)).ToDictionary(
            topic => topic.Name,
            topic => new Route(
                notifications, topic, [.. counted.Where(one => one.Notifier.Publishes(topic))], ownCounters),
            StringComparer.Ordinal);
    }

    /// <summary>Publishes a message as the node sent it.</summary>
    internal void Send(in RelayMessage message)
    {
        foreach ((PublishNotifier notifier, ForwardedCounter counter) in notifiers)
        {
            if (notifier.Socket is not { } socket)
            {
                continue; // It failed before and was removed.
            }
            long begun = Begin(notifier, counter, message.Counter);
            if (notifier.IsLogging)
            {
                WriteLog(notifier, message);
            }
            End(notifier, begun, message.Parts is { } parts && !notifier.CountsUnsent
                ? SendParts(notifier, socket, parts) : notifier.Forward(topic, message.Body));
        }
    }

    /// <summary>Publishes what was derived from a message.</summary>
    /// <param name="received">The message sequence of that message; null when it had none.</param>
    /// <param name="state">Handed to <paramref name="notify"/>.</param>
    /// <param name="notify">Calls one notifier; false if it failed.</param>
    internal void Derive<T>(uint? received, T state, Func<PublishNotifier, T, bool> notify)
    {
        foreach ((PublishNotifier notifier, ForwardedCounter counter) in notifiers)
        {
            if (notifier.Socket is not null)
            {
                long begun = Begin(notifier, counter, received);
                End(notifier, begun, notify(notifier, state));
            }
        }
    }

    private long Begin(PublishNotifier notifier, ForwardedCounter counter, uint? received)
    {
        HasCome = true;
        if (!ownCounters && received is uint number)
        {
            notifier.MessageSequence = counter.Place(number, notifier.MessageSequence);
            _isShifted |= counter.Shift != 0;
        }
        return Telemetry.BeginPublishing();
    }

    private void End(PublishNotifier notifier, long begun, bool isSent)
    {
        if (!isSent)
        {
            notifications.Notifiers.Remove(notifier);
        }
        Telemetry.EndPublishing(begun);
    }

    // A single notifier takes ownership of the parts; several, and a history, share them.
    private bool SendParts(PublishNotifier notifier, ZmqSocket socket, IncomingMessage parts)
    {
        int length = Telemetry.CountsMessages ? parts.Topic.Length + parts.Body.Length + sizeof(uint) : 0;
        if (ownCounters || _isShifted)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(parts.Counter.WritableSpan, notifier.MessageSequence);
        }
        notifier.Observer?.Invoke(topic, parts.Body.Span, notifier.MessageSequence);
        bool isSent = notifiers.Length > 1 || notifier.HasHistory
            ? socket.Send(parts.Topic, more: true, wait: true, out int error)
                && socket.Send(parts.Body, more: true, wait: true, out error)
                && socket.Send(parts.Counter.Span, more: false, wait: true, out error)
            : socket.SendAndClear(parts.Topic, parts.Body, parts.Counter, out error);
        if (!isSent)
        {
            Log.Error(notifier.Logger, "Unable to send ZMQ msg", ZmqLibrary.DescribeError(error));
            return false;
        }
        notifier.Keep(topic, parts.Body);
        notifier.MessageSequence = unchecked(notifier.MessageSequence + 1);
        if (length > 0)
        {
            Telemetry.Published(notifier.Type, notifier.Address, 1, length);
        }
        return true;
    }

    // Core's line for each message.
    private static void WriteLog(PublishNotifier notifier, in RelayMessage message)
    {
        Action<ILogger, Hash256, string>? log = message.Kind switch
        {
            StreamMessageKind.HashTransaction => Log.PublishHashTransaction,
            StreamMessageKind.RawTransaction => Log.PublishRawTransaction,
            StreamMessageKind.HashBlock => Log.PublishHashBlock,
            StreamMessageKind.RawBlock => Log.PublishRawBlock,
            StreamMessageKind.Connected => Log.PublishBlockConnect,
            StreamMessageKind.Disconnected => Log.PublishBlockDisconnect,
            StreamMessageKind.Added => Log.PublishAcceptance,
            StreamMessageKind.Removed => Log.PublishRemoval,
            _ => null,
        };
        log?.Invoke(notifier.Logger, message.Kind == StreamMessageKind.RawTransaction
            ? Transaction.TryReadId(message.Body) ?? default : message.Hash, notifier.Address);
    }
}
