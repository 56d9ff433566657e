using System.Text.RegularExpressions;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.JetStream;

/// <summary>The options of a <see cref="JetStreamSubscriber"/>; they are read once, when it is created.</summary>
public sealed partial class JetStreamSubscriberOptions : JetStreamConnectionOptions
{
    /// <summary>Topics, or prefixes of topics; none is all (default).</summary>
    public IList<string> Topics { get; init; } = [];

    /// <summary>
    /// Where to begin if nothing else says so (default: <see cref="JetStreamStart.New"/>). A durable
    /// consumer that exists goes on where it was.
    /// </summary>
    public JetStreamStart Start { get; set; }

    /// <summary>Begin with the first message that was stored at this time or later (default: null).</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>Go on behind this position (default: null).</summary>
    public JetStreamPosition? ResumeFrom { get; set; }

    /// <summary>
    /// The name of a durable consumer, with which the server remembers what was handled: letters,
    /// digits, <c>_</c> and <c>-</c>. One program at a time may use it (default: null, none). A second one,
    /// <c>NAME-next</c>, keeps the place while it is created again; so no name ends like that.
    /// </summary>
    public string? Durable { get; set; }

    /// <summary>
    /// How the record of each topic is created, as
    /// <see cref="NotificationSubscriberOptions.Records"/>.
    /// </summary>
    public IDictionary<Topic, Func<ReceivedNotification, Notification>> Records => Parsing.Records;

    /// <summary>What the parsing of messages is set to.</summary>
    internal NotificationSubscriberOptions Parsing { get; } = new();

    /// <summary>The time after which the server delivers again what was not acknowledged.</summary>
    internal TimeSpan AcknowledgeWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The one subject that has everything; other topics that it brings are dropped here, because
    /// servers before 2.10 deliver everything to a consumer with several filters.
    /// </summary>
    internal string Filter => Topics is [var only] && Topic.Find(only) is not null
        ? Subjects.Of(Chain, only) : AllSubjects;

    internal bool Wants(string topic) => Topics.Count == 0
        || Topics.Any(prefix => topic.StartsWith(prefix, StringComparison.Ordinal));

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        if ((Start == JetStreamStart.New ? 0 : 1) + (StartTime is null ? 0 : 1) + (ResumeFrom is null ? 0 : 1) > 1)
        {
            throw new ArgumentException("Start, StartTime and ResumeFrom are three beginnings: set one.");
        }
        if (Durable is null)
        {
            return;
        }
        if (!ConsumerName().IsMatch(Durable))
        {
            throw new ArgumentException($"Durable is '{Durable}', but takes letters, digits, _ and - only.");
        }
        if (Durable.EndsWith(DurableReader.PlaceholderSuffix, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"Durable is '{Durable}', but a name with {DurableReader.PlaceholderSuffix} at its end is the second "
                + "consumer of another one.");
        }
        if (Start == JetStreamStart.Last || ResumeFrom is not null)
        {
            throw new ArgumentException("Durable begins with New, First or a time, and goes on by itself.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex ConsumerName();
}
