namespace ZmqNative.Node;

/// <summary>A transaction as a node hands it out (Core: CTransactionRef).</summary>
/// <param name="id">The txid: double SHA-256 of the serialisation without witness.</param>
/// <param name="raw">The network serialisation, with witness. Not copied: it must not change afterwards.</param>
public sealed class Transaction(Hash256 id, ReadOnlyMemory<byte> raw)
{
    /// <summary>The txid: double SHA-256 of the serialisation without witness (never the wtxid).</summary>
    public Hash256 Id { get; } = id;

    /// <summary>The network serialisation, with witness (BIP 144).</summary>
    public ReadOnlyMemory<byte> Raw { get; } = raw;
}
