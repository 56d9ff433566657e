using System.Diagnostics.CodeAnalysis;
using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// txs.jsonl: the transactions that entered the mempool in a recorded session, all in memory.
/// </summary>
internal sealed class TraceTransactions
{
    // By wtxid and by txid, because one txid may occur with several witnesses.
    private readonly Dictionary<Hash256, Transaction> _transactions = [];

    /// <exception cref="InvalidDataException">
    /// A row is malformed, or its transaction has another txid.
    /// </exception>
    public TraceTransactions(TraceFiles files)
    {
        foreach (JsonLine row in files.Lines("txs.jsonl"))
        {
            Add(row, row.Hash("txid"), files.Body(row));
        }
    }

    /// <summary>Finds a transaction by its wtxid or txid.</summary>
    public bool TryGet(Hash256 hash, [MaybeNullWhen(false)] out Transaction found) =>
        _transactions.TryGetValue(hash, out found);

    private void Add(JsonLine row, Hash256 txid, ReadOnlyMemory<byte> raw)
    {
        Transaction transaction;
        try
        {
            transaction = Transaction.Parse(raw);
        }
        catch (InvalidDataException e)
        {
            throw row.Error(e.Message, e);
        }
        if (transaction.Id != txid)
        {
            throw row.Error($"expected the transaction {txid}, found {transaction.Id}.");
        }
        _transactions[txid] = transaction;
        _transactions[DoubleSha256.Hash(raw.Span)] = transaction;
    }
}
