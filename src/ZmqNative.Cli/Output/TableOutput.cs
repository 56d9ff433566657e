using System.Globalization;
using Spectre.Console;
using ZmqNative.Node.Chain;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// A table with a line for each notification: time, topic, message sequence, and a summary of the
/// body. Events are in colour between the lines, and every ten seconds on a terminal, else every
/// minute, a line for each topic with its rate.
/// </summary>
/// <param name="withState">
/// Whether connections, the state of the stream and rates are shown, or only what concerns messages.
/// </param>
internal sealed class TableOutput(bool withState) : IStreamOutput
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(Console.IsOutputRedirected ? 60 : 10);

    private readonly TopicActivities _topics = new();
    private long _summed = Environment.TickCount64;
    private readonly bool _narrow = AnsiConsole.Profile.Width < 120;
    private bool _headed;

    public void Write(StreamItem item)
    {
        if (item is Waiting { Topic: null })
        {
            // stderr says it.
        }
        else if (item is Notification notification)
        {
            Head();
            Sum(notification);
            string number = notification.MessageSequence?.ToString(CultureInfo.InvariantCulture) ?? "-";
            string topic = Text(notification.Topic).PadRight(10);
            string recovered = notification.Recovered ? " (recovered)" : string.Empty;
            AnsiConsole.MarkupLine($"[grey]{Time(item)}[/] [{Color(notification.Topic)}]{topic}[/] {number,10}  "
                + Markup.Escape(Body(notification)) + recovered);
        }
        else if (item is not (Disconnected or HandshakeDone or StateChanged))
        {
            _topics.Lose((StreamEvent)item);
            AnsiConsole.MarkupLine($"[red]{Text(Describe((StreamEvent)item))}[/]");
        }
        else if (withState)
        {
            AnsiConsole.MarkupLine($"[grey]{Time(item)}[/] [blue]{Text(Describe((StreamEvent)item))}[/]");
        }
    }

    public void Write(ChainStep step) => AnsiConsole.MarkupLine(string.Create(CultureInfo.InvariantCulture,
        $"[bold]chain {(step.IsConnected ? '+' : '-')} {step.Height} {step.Hash}[/]"));

    public void Write(MempoolMirror mirror) => AnsiConsole.MarkupLine(string.Create(CultureInfo.InvariantCulture,
        $"[bold]mempool {mirror.State.ToString().ToLowerInvariant()}: {mirror.TransactionIds.Count} transactions, "
        + $"mempool sequence {mirror.MempoolSequence}[/]"));

    public void Write(string kind, string what, string reason)
    {
        // The sentence on stderr is enough for people.
    }

    /// <summary>A topic in words: its rate, its last message and its gaps.</summary>
    internal static string Describe(TopicActivity topic, long second, DateTimeOffset now)
    {
        string last = topic.Last is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"last {(now - time).TotalSeconds:0.0} s ago") : "none came";
        string gaps = topic.Gaps == 0 ? "no gaps"
            : string.Create(CultureInfo.InvariantCulture, $"gaps {topic.Gaps:N0}, lost {topic.Lost:N0}");
        return string.Create(
            CultureInfo.InvariantCulture, $"{topic.Rate(second):0.00}/s, {topic.Count:N0} messages, {last}, {gaps}");
    }

    private void Sum(Notification notification)
    {
        if (withState && Environment.TickCount64 - _summed >= s_interval.TotalMilliseconds)
        {
            _summed = Environment.TickCount64;
            foreach ((string name, TopicActivity topic) in _topics)
            {
                string text = Describe(topic, TopicActivities.Second, notification.Time);
                AnsiConsole.MarkupLine($"[grey]{Time(notification)}[/] [bold]{Text(name),-10} {text}[/]");
            }
        }
        _topics.Add(notification.Topic, notification.Time, notification.MessageSequence);
    }

    private static string Text(string text) => Markup.Escape(PlainText.Escape(text));

    private static string Time(StreamItem item) =>
        item.Time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>An event in words.</summary>
    internal static string Describe(StreamEvent item) => item switch
    {
        HandshakeDone => $"connected: {item.Source}",
        Disconnected e => $"disconnected: {item.Source}, {e.Reason}",
        Waiting e => $"unseen: {item.Source}, {e.Reason}",
        StateChanged e => $"state: {e.State.ToString().ToLowerInvariant()}",
        Gap e => $"gap: {e.Lost} {e.Topic} notifications from {e.Source} are missing "
            + $"(expected {e.Expected}, received {e.Received})",
        PublisherRestarted e =>
            $"restart: {e.Source} began counting {e.Topic} again at {e.Received} (expected {e.Expected})",
        Discontinuity e => $"discontinuity: after a new connection {e.Source} counts {e.Topic} at {e.Received} "
            + $"(expected {e.Expected}); how many are missing is unknown",
        GoneFromHistory e =>
            $"gone from the history: messages of {e.Source} after {e.After}"
            + (e.Last is { } last ? $" up to {last}" : string.Empty),
        Duplicate e => $"duplicate: {e.Topic} {e.Received} from {e.Source} came again",
        Malformed e => $"malformed: {e.Topic} from {e.Source}: {e.Reason} "
            + $"(bytes of the parts: {string.Join(", ", e.PartLengths)})",
        Stalled e => $"stalled: no {e.Topic} from {e.Source} for {e.After.TotalSeconds:0.###} s; connecting again",
        Dropped e => $"dropped: {e.Count} {e.Topic} notifications from {e.Source}, too slow to show them",
        _ => item.ToString(),
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

    private void Head()
    {
        if (!_headed)
        {
            _headed = true;
            AnsiConsole.MarkupLine($"[bold]{"time",-12} {"topic",-10} {"msg seq",10}  body[/]");
        }
    }

    private string Body(Notification notification) => notification switch
    {
        HashBlock block => Short($"{block.Hash}"),
        HashTransaction transaction => Short($"{transaction.TxId}"),
        BlockConnected block => $"{Short($"{block.Hash}")} C block connected",
        BlockDisconnected block => $"{Short($"{block.Hash}")} D block disconnected",
        TransactionAdded transaction =>
            $"{Short($"{transaction.TxId}")} A added, mempool sequence {transaction.MempoolSequence}",
        TransactionRemoved transaction =>
            $"{Short($"{transaction.TxId}")} R removed, mempool sequence {transaction.MempoolSequence}",
        RawNotification { Body.Length: 32 } raw => Short(Convert.ToHexStringLower(raw.Body)),
        RawNotification raw => string.Create(
            CultureInfo.InvariantCulture,
            $"{raw.Body.Length:N0} bytes {Convert.ToHexStringLower(raw.Body[..Math.Min(raw.Body.Length, 16)])}…"),
        _ => string.Empty,
    };

    private string Short(string hex) => _narrow ? $"{hex[..12]}…{hex[^8..]}" : hex;
}
