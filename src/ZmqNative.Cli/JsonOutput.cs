using System.Buffers.Binary;
using System.Text.Json;
using ZmqNative.Messages;
using ZmqNative.Subscriber;

namespace ZmqNative.Cli;

/// <summary>One JSON object a line, flushed at once, with the field names of a session trace's messages.jsonl; counter events have a field <c>event</c>.</summary>
/// <param name="withAddress">Whether each line says where it came from; wanted with several addresses.</param>
internal sealed class JsonOutput(bool withAddress) : INotificationOutput
{
    private readonly Stream _output = Console.OpenStandardOutput();
    private long _count;

    public void Write(NotificationMessage message, CounterChange change)
    {
        if (change.Kind != CounterChangeKind.None)
        {
            WriteLine(json => WriteChange(json, message, change));
        }
        WriteLine(json => WriteMessage(json, message));
    }

    private void WriteMessage(Utf8JsonWriter json, NotificationMessage message)
    {
        json.WriteNumber("n", _count++);
        json.WriteString("topic", message.Topic);
        json.WriteString("body", Convert.ToHexStringLower(message.Body.Span));
        if (message.MessageSequence is uint messageSequence)
        {
            Span<byte> wire = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(wire, messageSequence);
            json.WriteString("seq", Convert.ToHexStringLower(wire));
        }
        if (withAddress)
        {
            json.WriteString("address", message.Source);
        }
    }

    private static void WriteChange(Utf8JsonWriter json, NotificationMessage message, CounterChange change)
    {
        json.WriteString("event", change.Kind.ToString().ToLowerInvariant());
        json.WriteString("source", message.Source);
        json.WriteString("topic", message.Topic);
        json.WriteNumber("expected", change.Expected);
        json.WriteNumber("received", change.Received);
        if (change.Kind == CounterChangeKind.Gap)
        {
            json.WriteNumber("lost", change.Lost);
        }
    }

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
        line.WriteTo(_output);
        _output.Flush();
    }
}
