namespace ZmqNative.Bitcoin;

/// <summary>A transaction (Core: CTransactionRef).</summary>
/// <param name="id">The txid: double SHA-256 of the serialisation without witness.</param>
/// <param name="raw">
/// The network serialisation with witness. Not copied, so it must not change afterwards.
/// </param>
public sealed class Transaction(Hash256 id, ReadOnlyMemory<byte> raw)
{
    private readonly Hash256 _id = id;

    /// <summary>
    /// The txid: double SHA-256 of the serialisation without witness (never the wtxid).
    /// </summary>
    public Hash256 Id => _id;

    /// <summary>The txid without a copy.</summary>
    internal ref readonly Hash256 IdReference => ref _id;

    /// <summary>The network serialisation with witness (BIP 144).</summary>
    public ReadOnlyMemory<byte> Raw { get; } = raw;

    /// <summary>
    /// Reads one transaction, with or without witness, and computes its txid. Does not check
    /// scripts or amounts.
    /// </summary>
    /// <param name="raw">
    /// The network serialisation (BIP 144), and nothing else. Not copied, so it must not change
    /// afterwards.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// These bytes are not a transaction; the message names the offset and the expected value.
    /// </exception>
    public static Transaction Parse(ReadOnlyMemory<byte> raw) => new(ReadId(raw.Span), raw);

    /// <summary>
    /// Computes the txid of one transaction; null for bytes that are not a transaction.
    /// </summary>
    internal static Hash256? TryReadId(ReadOnlySpan<byte> raw)
    {
        try
        {
            return ReadId(raw);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Hash256 ReadId(ReadOnlySpan<byte> raw) =>
        DoubleSha256.Once(TransactionLayout.ReadWhole(raw).HashOnce(raw).Span);
}
