using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>
/// The notifiers by type. They are processed in the ordinal order of their types, as in Core.
/// </summary>
/// <remarks>Not thread-safe; fill it before use.</remarks>
public sealed class NotifierFactories
{
    private readonly SortedDictionary<string, (Func<Notifier> Make, Topic[] Topics)> _factories =
        new(StringComparer.Ordinal);

    /// <summary>Core's five: pubhashblock, pubhashtx, pubrawblock, pubrawtx, pubsequence.</summary>
    /// <param name="reader">Reads blocks for pubrawblock; without one every read fails.</param>
    public NotifierFactories(BlockReader? reader = null)
    {
        Add(Topic.HashBlock, () => new PublishHashBlockNotifier());
        Add(Topic.HashTransaction, () => new PublishHashTransactionNotifier());
        Add(Topic.RawBlock, () => new PublishRawBlockNotifier(reader ?? ((_, _) => false)));
        Add(Topic.RawTransaction, () => new PublishRawTransactionNotifier());
        Add(Topic.Sequence, () => new PublishSequenceNotifier());
    }

    /// <summary>All types in processing order.</summary>
    public IReadOnlyCollection<string> Types => _factories.Keys;

    /// <summary>
    /// Registers a notifier of your own for one topic. Its type is <c>pub</c> and the topic's name;
    /// its options are <c>-zmq</c> + type and <c>-zmq</c> + type + <c>hwm</c>.
    /// </summary>
    /// <param name="topic">The topic that it publishes.</param>
    /// <param name="factory">Creates a notifier; called once for each address.</param>
    /// <exception cref="ArgumentException">The type is registered already.</exception>
    public void Add(Topic topic, Func<Notifier> factory)
    {
        ArgumentNullException.ThrowIfNull(topic);
        Add(topic.NotifierType, factory, topic);
    }

    /// <summary>
    /// Registers a notifier of your own whose type is not the name of its topic, or that publishes
    /// several topics.
    /// </summary>
    /// <param name="type">
    /// Its type, <c>pub…</c>; the options are <c>-zmq</c> + type and <c>-zmq</c> + type +
    /// <c>hwm</c>.
    /// </param>
    /// <param name="factory">Makes one; called once for each address.</param>
    /// <param name="topics">
    /// The topics that it publishes. A relay needs them, and refuses a notifier without topics.
    /// </param>
    /// <exception cref="ArgumentException">The type is registered already.</exception>
    public void Add(string type, Func<Notifier> factory, params ReadOnlySpan<Topic> topics)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(factory);
        _factories.Add(type, (factory, topics.ToArray()));
    }

    internal Notifier Create(string type)
    {
        (Func<Notifier> make, Topic[] topics) = _factories[type];
        Notifier notifier = make();
        (notifier.Type, notifier.Topics) = (type, topics);
        return notifier;
    }
}
