using System.Buffers.Binary;
using System.Text.Json;
using ZmqNative.Node.Chain;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// One JSON object a line, flushed immediately. The contract is docs/subscribe-json.md.
/// </summary>
/// <param name="withBody">Whether lines have the body itself, or its length.</param>
internal sealed class JsonOutput(bool withBody) : IStreamOutput
{
    private readonly Stream _output = StandardOutput.Current;

    public void Write(StreamItem item)
    {
        if (item is Notification notification)
        {
            WriteLine(json => WriteNotification(json, notification));
        }
        else if (Name(item) is { } name)
        {
            WriteLine(json => WriteEvent(json, name, (StreamEvent)item));
        }
    }

    public void Write(ChainStep step) => WriteLine(json =>
    {
        json.WriteString("event", step.IsConnected ? "block-connected" : "block-disconnected");
        json.WriteNumber("height", step.Height);
        json.WriteString("hash", $"{step.Hash}");
    });

    public void Write(MempoolMirror mirror) => WriteLine(json =>
    {
        json.WriteString("event", "mempool");
        json.WriteString("state", mirror.State.ToString().ToLowerInvariant());
        json.WriteNumber("count", mirror.TransactionIds.Count);
        json.WriteNumber("mempool_sequence", mirror.MempoolSequence);
    });

    public void Write(string kind, string what, string reason) => WriteLine(json =>
    {
        json.WriteString("event", kind);
        json.WriteString("for", what);
        json.WriteString("reason", reason);
    });

    private void WriteLine(Action<Utf8JsonWriter> write)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        lock (_output)
        {
            line.WriteTo(_output);
            _output.Flush();
        }
    }

    private void WriteNotification(Utf8JsonWriter json, Notification notification)
    {
        json.WriteString("topic", notification.Topic);
        if (withBody)
        {
            json.WriteString("body", NotificationBody.Hex(notification));
        }
        else
        {
            json.WriteNumber("body_len", NotificationBody.Length(notification));
        }
        if (notification.MessageSequence is uint messageSequence)
        {
            Span<byte> wire = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(wire, messageSequence);
            json.WriteString("seq", Convert.ToHexStringLower(wire));
        }
        json.WriteString("source", notification.Source);
        if (notification.Recovered)
        {
            json.WriteBoolean("recovered", true);
        }
    }

    // Other states than live follow from the events that lead to them.
    private static string? Name(StreamItem item) => item switch
    {
        HandshakeDone => "handshake",
        PublisherRestarted => "restarted",
        GoneFromHistory => "gone",
        Waiting { Topic: not null } => "unseen",
        StateChanged { State: SubscriberState.Live } => "live",
        // What is waited for comes from all sides, and by another way.
        StateChanged or Waiting => null,
        _ => item.GetType().Name.ToLowerInvariant(),
    };

    private static void WriteEvent(Utf8JsonWriter json, string name, StreamEvent streamEvent)
    {
        json.WriteString("event", name);
        if (streamEvent.Source.Length > 0)
        {
            json.WriteString("source", streamEvent.Source);
        }
        switch (streamEvent)
        {
            case Disconnected e:
                json.WriteString("reason", e.Reason);
                break;
            case Waiting e:
                json.WriteString("topic", e.Topic);
                json.WriteString("reason", e.Reason);
                break;
            case Gap e:
                WriteCounters(json, e.Topic, e.Expected, e.Received);
                json.WriteNumber("lost", e.Lost);
                break;
            case Discontinuity e:
                WriteCounters(json, e.Topic, e.Expected, e.Received);
                break;
            case PublisherRestarted e:
                WriteCounters(json, e.Topic, e.Expected, e.Received);
                break;
            case GoneFromHistory e:
                json.WriteString("after", e.After.ToString());
                if (e.Last is { } last)
                {
                    json.WriteNumber("last", last);
                }
                break;
            case Duplicate e:
                json.WriteString("topic", e.Topic);
                json.WriteNumber("received", e.Received);
                break;
            case Malformed e:
                json.WriteString("topic", e.Topic);
                json.WriteString("reason", e.Reason);
                json.WriteStartArray("part_lens");
                foreach (int length in e.PartLengths)
                {
                    json.WriteNumberValue(length);
                }
                json.WriteEndArray();
                break;
            case Stalled e:
                json.WriteString("topic", e.Topic);
                json.WriteNumber("seconds", e.After.TotalSeconds);
                break;
            case Dropped e:
                json.WriteString("topic", e.Topic);
                json.WriteNumber("count", e.Count);
                break;
            default:
                break;
        }
    }

    private static void WriteCounters(Utf8JsonWriter json, string topic, uint expected, uint received)
    {
        json.WriteString("topic", topic);
        json.WriteNumber("expected", expected);
        json.WriteNumber("received", received);
    }
}
