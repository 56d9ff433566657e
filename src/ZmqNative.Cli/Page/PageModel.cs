using System.Buffers;
using System.Text;
using System.Text.Json;
using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// What the page shows, in sections of JSON. All members may be called from any thread.
/// </summary>
/// <param name="command">The command: publish or subscribe.</param>
internal sealed class PageModel(string command)
{
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly TopicActivities _topics = new();
    private readonly List<(string Name, State State)> _states = [];
    private readonly PageEvents _events = new();
    private readonly PageBlocks _blocks = new();
    private readonly List<Section> _more = [];

    /// <summary>Adds a section; its value is written about once a second for each page that is open.</summary>
    internal void AddSection(string name, Action<Utf8JsonWriter> write)
    {
        lock (_gate)
        {
            _more.Add(new Section(name, write));
        }
    }

    /// <summary>A message was published.</summary>
    internal void Observe(string topic, ReadOnlySpan<byte> body, uint messageSequence)
    {
        lock (_gate)
        {
            Count(topic, DateTimeOffset.UtcNow, messageSequence);
            if (topic == "rawblock")
            {
                _blocks.Announce(body);
            }
            else if (topic == "hashblock" || (topic == "sequence" && body is [.., (byte)'C' or (byte)'D']))
            {
                Hash256.ReadReversed(body, out Hash256 hash);
                Announce(hash, topic == "hashblock" || body[^1] == 'C', DateTimeOffset.UtcNow);
            }
        }
    }

    /// <summary>An item was received.</summary>
    internal void Observe(StreamItem item)
    {
        lock (_gate)
        {
            if (item is Notification notification)
            {
                Count(notification.Topic, item.Time, notification.MessageSequence);
                switch (item)
                {
                    case HashBlock e:
                        Announce(e.Hash, isConnected: true, item.Time);
                        break;
                    case BlockConnected e:
                        Announce(e.Hash, isConnected: true, item.Time);
                        break;
                    case BlockDisconnected e:
                        Announce(e.Hash, isConnected: false, item.Time);
                        break;
                    case RawBlock e:
                        _blocks.Announce(e.Body);
                        break;
                }
            }
            else
            {
                ObserveEvent((StreamEvent)item);
            }
        }
    }

    /// <summary>Something has a state; when it changes, this is an event, too.</summary>
    /// <param name="name">What has it: an address, node, JetStream.</param>
    /// <param name="state">One word.</param>
    /// <param name="reason">A sentence, or nothing.</param>
    /// <param name="since">When it began.</param>
    internal void Say(string name, string state, string reason, DateTimeOffset since)
    {
        lock (_gate)
        {
            int index = _states.FindIndex(one => one.Name == name);
            if (index < 0)
            {
                index = _states.Count;
                _states.Add((name, new State(string.Empty, string.Empty, since)));
            }
            State before = _states[index].State;
            _states[index] = (name, before.Name == state
                ? before with { Reason = reason } : new State(state, reason, since));
            if (before.Name.Length > 0 && before.Name != state)
            {
                _events.Add(state, name, $"{name}: {state}{(reason.Length > 0 ? ", " : string.Empty)}{reason}", since);
            }
        }
    }

    /// <summary>Writes all sections.</summary>
    /// <param name="withMore">Whether also those that cost something to read.</param>
    /// <returns>The JSON of each.</returns>
    internal List<(string Name, string Json)> Read(bool withMore)
    {
        List<Section> sections;
        lock (_gate)
        {
            sections = withMore ? [.. _more] : [];
        }
        // Not under the lock, because they may ask others.
        List<(string Name, string Json)> written = [.. sections.Select(Write)];
        Section[] slow = withMore ? [new("about", WriteAbout), new("plot", WritePlot)] : [];
        lock (_gate)
        {
            return
            [
                .. written,
                .. slow.Select(Write),
                Write(new("states", WriteStates)),
                Write(new("topics", WriteTopics)),
                Write(new("blocks", _blocks.Write)),
                Write(new("events", _events.Write)),
            ];
        }
    }

    private static (string Name, string Json) Write(Section section)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            section.Write(json);
        }
        return (section.Name, Encoding.UTF8.GetString(text.WrittenSpan));
    }

    private void Count(string topic, DateTimeOffset time, uint? messageSequence)
    {
        _topics.Add(topic, time, messageSequence);
        _blocks.Count(time);
    }

    private void Announce(Hash256 hash, bool isConnected, DateTimeOffset time)
    {
        if (isConnected)
        {
            _blocks.Announce(hash);
        }
        else
        {
            _events.Add("reorganised", "chain", $"block disconnected: {hash}", time);
        }
    }

    private void ObserveEvent(StreamEvent item)
    {
        switch (item)
        {
            case HandshakeDone:
                Say(item.Source, "connected", string.Empty, item.Time);
                break;
            case Disconnected e:
                Say(item.Source, "disconnected", e.Reason, item.Time);
                break;
            case Waiting { Topic: null } e when _states.Find(one => one.Name == item.Source).State is { } state:
                Say(item.Source, state.Name, e.Reason, item.Time);
                break;
            case StateChanged or Waiting { Topic: null }:
                break;
            default:
                _topics.Lose(item);
                string kind = item.GetType().Name.ToLowerInvariant();
                _events.Add(kind, item.Source, TableOutput.Describe(item), item.Time);
                break;
        }
    }

    private void WriteAbout(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("command", command);
        json.WriteString("version", typeof(PageModel).Assembly.GetName().Version?.ToString(3));
        json.WriteNumber("started", _started.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }

    private void WriteStates(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach ((string name, State state) in _states)
        {
            json.WriteStartObject();
            json.WriteString("name", PlainText.Escape(name));
            json.WriteString("state", state.Name);
            json.WriteString("reason", PlainText.Escape(state.Reason));
            json.WriteNumber("since", state.Since.ToUnixTimeMilliseconds());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteTopics(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach ((string name, TopicActivity topic) in _topics)
        {
            json.WriteStartObject();
            json.WriteString("topic", PlainText.Escape(name));
            json.WriteNumber("count", topic.Count);
            json.WriteNumber("rate", topic.Rate(TopicActivities.Second));
            if (topic.MessageSequence is { } messageSequence)
            {
                json.WriteNumber("counter", messageSequence);
            }
            if (topic.Last is { } last)
            {
                json.WriteNumber("last", last.ToUnixTimeMilliseconds());
            }
            json.WriteNumber("gaps", topic.Gaps);
            json.WriteNumber("lost", topic.Lost);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WritePlot(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach ((string name, TopicActivity topic) in _topics)
        {
            json.WriteStartArray(PlainText.Escape(name));
            foreach (long value in topic.Plot(TopicActivities.Second))
            {
                json.WriteNumberValue(value);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private sealed record Section(string Name, Action<Utf8JsonWriter> Write);

    private sealed record State(string Name, string Reason, DateTimeOffset Since);
}
