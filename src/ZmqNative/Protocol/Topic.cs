using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Protocol;

/// <summary>
/// The first part of a notification: ASCII, no terminator. Subscribers match it by prefix (Core:
/// MSG_HASHBLOCK and others). It comes with the rule for the second part and the topic from which
/// it can be derived. Each topic is one row of the table below.
/// </summary>
/// <remarks>
/// A topic of your own is another row, a static field of type <see cref="Topic"/>. A notifier
/// registers for it with <c>NotifierFactories.Add</c>, and a record with
/// <c>NotificationSubscriberOptions.Records</c>. The bytes of a topic stay in native memory until
/// the process ends, so create each topic once. All members may be called from any thread.
/// </remarks>
public sealed class Topic
{
    private readonly Func<ReadOnlySpan<byte>, string?>? _whyMalformed;

    /// <summary>
    /// Creates a topic of your own. Core's five are <see cref="HashBlock"/> and the other
    /// properties.
    /// </summary>
    /// <param name="name">
    /// The topic as it appears on the wire: 1 to 255 characters of ASCII.
    /// </param>
    /// <param name="whyMalformed">
    /// Returns null for a valid body of this topic, else the reason in a few words. By default all
    /// bytes are valid.
    /// </param>
    /// <param name="derivedFrom">
    /// The topic of a node from which a relay can derive this one: for each of its messages the
    /// relay calls the notifiers of this topic, with the bytes (<see cref="RawTransaction"/>:
    /// NotifyTransaction; <see cref="RawBlock"/>: NotifyBlock). By default none: a relay forwards
    /// the node's own messages of the topic.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The name is empty, too long, or not ASCII; or it cannot be derived from that topic.
    /// </exception>
    public Topic(string name, Func<ReadOnlySpan<byte>, string?>? whyMalformed = null, Topic? derivedFrom = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > byte.MaxValue || !Ascii.IsValid(name))
        {
            throw new ArgumentException($"The topic '{name}' is not 1 to 255 characters of ASCII.", nameof(name));
        }
        if (derivedFrom is not null && derivedFrom != RawBlock && derivedFrom != RawTransaction)
        {
            throw new ArgumentException(
                $"The topic '{name}' cannot be derived from '{derivedFrom}', only from rawblock or rawtx.",
                nameof(derivedFrom));
        }
        Name = name;
        DerivedFrom = derivedFrom;
        _whyMalformed = whyMalformed;
        Constant = new ZmqConstant(Encoding.ASCII.GetBytes(name));
    }

    // The rows. A topic comes before those that are derived from it.

    /// <summary><c>rawblock</c>: the body is the serialised block with witness.</summary>
    public static Topic RawBlock { get; } = new("rawblock", BodyRules.Block);

    /// <summary><c>rawtx</c>: the body is the serialised transaction with witness.</summary>
    public static Topic RawTransaction { get; } = new("rawtx", BodyRules.Transaction);

    /// <summary><c>hashblock</c>: the body is the block hash, reversed, 32 bytes.</summary>
    public static Topic HashBlock { get; } = new("hashblock", BodyRules.Hash, RawBlock);

    /// <summary><c>hashtx</c>: the body is the txid, reversed, 32 bytes.</summary>
    public static Topic HashTransaction { get; } = new("hashtx", BodyRules.Hash, RawTransaction);

    /// <summary>
    /// <c>sequence</c>: the body is a hash and a label, and for the mempool a number (33 or 41
    /// bytes).
    /// </summary>
    public static Topic Sequence { get; } = new("sequence", BodyRules.Sequence);

    /// <summary>Core's topics, in the order of their names.</summary>
    internal static IReadOnlyList<Topic> Core { get; } =
        [HashBlock, HashTransaction, RawBlock, RawTransaction, Sequence];

    /// <summary>The topic as text.</summary>
    public string Name { get; }

    /// <summary>
    /// The topic from which a relay derives this one; null if the node has to publish it.
    /// </summary>
    public Topic? DerivedFrom { get; }

    /// <summary>
    /// The type that Core gives a notifier of the topic: <c>pub</c> and the name.
    /// </summary>
    internal string NotifierType => $"pub{Name}";

    internal bool IsCore => Core.Contains(this);

    internal ZmqConstant Constant { get; }

    /// <summary>
    /// The reason why these bytes are no body of the topic; null for a valid body.
    /// </summary>
    /// <param name="body">The second part of a message.</param>
    public string? WhyMalformed(ReadOnlySpan<byte> body) => _whyMalformed?.Invoke(body);

    /// <summary>The topic as text.</summary>
    public override string ToString() => Name;

    /// <summary>Core's topic of this name; null for any other name.</summary>
    internal static Topic? Find(string name)
    {
        foreach (Topic topic in Core)
        {
            if (topic.Name == name)
            {
                return topic;
            }
        }
        return null;
    }
}
