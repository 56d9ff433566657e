using System.Buffers.Binary;
using System.Globalization;
using Spectre.Console;
using ZmqNative.Messages;
using ZmqNative.Subscriber;

namespace ZmqNative.Cli;

/// <summary>A table that grows by a line a notification: time, topic, message sequence, and what the body says.</summary>
internal sealed class TableOutput : INotificationOutput
{
    private readonly bool _narrow = AnsiConsole.Profile.Width < 120;
    private bool _headed;

    public void Write(NotificationMessage message, CounterChange change)
    {
        if (!_headed)
        {
            _headed = true;
            AnsiConsole.MarkupLine($"[bold]{"time",-12} {"topic",-10} {"msg seq",10}  body[/]");
        }
        if (change.Kind != CounterChangeKind.None)
        {
            AnsiConsole.MarkupLine($"[red]{Markup.Escape(Describe(message, change))}[/]");
        }
        string time = DateTime.Now.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        string number = message.MessageSequence?.ToString(CultureInfo.InvariantCulture) ?? "-";
        string topic = Markup.Escape(message.Topic.PadRight(10));
        AnsiConsole.MarkupLine($"[grey]{time}[/] [{Color(message.Topic)}]{topic}[/] {number,10}  {Markup.Escape(Body(message))}");
    }

    private static string Describe(NotificationMessage message, CounterChange change) => change.Kind switch
    {
        CounterChangeKind.Gap => $"gap: {change.Lost} {message.Topic} notifications from {message.Source} are missing (expected {change.Expected}, received {change.Received})",
        CounterChangeKind.Restarted => $"restart: {message.Source} began counting {message.Topic} anew at {change.Received} (expected {change.Expected})",
        _ => $"duplicate: {message.Topic} {change.Received} from {message.Source} came again",
    };

    private static string Color(string topic) => topic switch
    {
        "hashblock" => "yellow",
        "rawblock" => "orange1",
        "hashtx" => "green",
        "rawtx" => "aqua",
        "sequence" => "fuchsia",
        _ => "white",
    };

    private string Body(NotificationMessage message)
    {
        ReadOnlySpan<byte> body = message.Body.Span;
        return (message.Topic, body.Length) switch
        {
            ("sequence", SequenceBody.BlockLength or SequenceBody.TransactionLength) => $"{Short(body[..32])} {Label(body)}",
            (_, 32) => Short(body),
            _ => string.Create(CultureInfo.InvariantCulture, $"{body.Length:N0} bytes {Convert.ToHexStringLower(body[..Math.Min(body.Length, 16)])}…"),
        };
    }

    private static string Label(ReadOnlySpan<byte> body) => (SequenceLabel)body[32] switch
    {
        SequenceLabel.BlockConnect => "C block connected",
        SequenceLabel.BlockDisconnect => "D block disconnected",
        SequenceLabel.TransactionAcceptance when body.Length == SequenceBody.TransactionLength => $"A added, mempool sequence {MempoolSequence(body)}",
        SequenceLabel.TransactionRemoval when body.Length == SequenceBody.TransactionLength => $"R removed, mempool sequence {MempoolSequence(body)}",
        _ => "?",
    };

    private static ulong MempoolSequence(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadUInt64LittleEndian(body[SequenceBody.BlockLength..]);

    private string Short(ReadOnlySpan<byte> hash)
    {
        string hex = Convert.ToHexStringLower(hash);
        return _narrow ? $"{hex[..12]}…{hex[^8..]}" : hex;
    }
}
