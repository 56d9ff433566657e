namespace ZmqNative.Publishing;

/// <summary>Which notifiers there are, by type. Processing order is the ordinal order of the types, as in Core.</summary>
/// <remarks>A node adds its own: <c>factories.Add("pubhashwallettx", () => new MyNotifier())</c>. Not thread-safe; fill it before use.</remarks>
public sealed class NotifierFactories
{
    private readonly SortedDictionary<string, Func<Notifier>> _factories = new(StringComparer.Ordinal);

    /// <summary>Core's five: pubhashblock, pubhashtx, pubrawblock, pubrawtx, pubsequence.</summary>
    /// <param name="reader">Reads blocks for pubrawblock; without one every read fails.</param>
    public NotifierFactories(BlockReader? reader = null)
    {
        Add("pubhashblock", () => new PublishHashBlockNotifier());
        Add("pubhashtx", () => new PublishHashTransactionNotifier());
        Add("pubrawblock", () => new PublishRawBlockNotifier(reader ?? ((_, _) => false)));
        Add("pubrawtx", () => new PublishRawTransactionNotifier());
        Add("pubsequence", () => new PublishSequenceNotifier());
    }

    /// <summary>All types in processing order.</summary>
    public IReadOnlyCollection<string> Types => _factories.Keys;

    /// <summary>Adds a notifier of your own.</summary>
    /// <param name="type">Its type, <c>pub…</c>; the options are <c>zmq</c> + type and <c>zmq</c> + type + <c>hwm</c>.</param>
    /// <param name="factory">Makes one; called once for each address.</param>
    /// <exception cref="ArgumentException">The type is there already.</exception>
    public void Add(string type, Func<Notifier> factory) => _factories.Add(type, factory);

    internal Notifier Create(string type) => _factories[type]();
}
