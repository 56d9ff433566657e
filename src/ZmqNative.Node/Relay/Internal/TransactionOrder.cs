using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Relay;

/// <summary>Sorts transactions into an order in which a mempool can have accepted them.</summary>
internal static class TransactionOrder
{
    private const int OutPointLength = Hash256.Length + sizeof(uint);
    private const int SequenceLength = 4;

    /// <summary>
    /// The same transactions, each after all transactions that it spends from, otherwise in their
    /// order.
    /// </summary>
    public static IReadOnlyList<Transaction> ParentsFirst(IReadOnlyList<Transaction> transactions)
    {
        Dictionary<Hash256, Transaction> waiting = transactions.ToDictionary(transaction => transaction.Id);
        List<Transaction> ordered = [];
        // Not recursive, because a chain may be long. A transaction stays on the stack below its
        // parents and is visited again after them.
        Stack<Transaction> next = new(transactions.Reverse());
        while (next.TryPeek(out Transaction? transaction))
        {
            Transaction[] parents = [.. Spent(transaction).Where(waiting.ContainsKey).Select(id => waiting[id])];
            if (parents.Length > 0 && waiting.ContainsKey(transaction.Id))
            {
                foreach (Transaction parent in parents)
                {
                    next.Push(parent);
                }
                continue;
            }
            _ = next.Pop();
            if (waiting.Remove(transaction.Id))
            {
                ordered.Add(transaction);
            }
        }
        return ordered;
    }

    private static List<Hash256> Spent(Transaction transaction)
    {
        ReadOnlySpan<byte> bytes = transaction.Raw.Span;
        SerializedReader whole = new(bytes, "transaction");
        TransactionLayout layout = TransactionLayout.Read(ref whole);
        SerializedReader reader = new(bytes[layout.BodyStart..layout.BodyEnd], "transaction");
        List<Hash256> spent = [];
        for (int left = reader.TakeCountFromOne(OutPointLength, "inputs"); left > 0; left--)
        {
            spent.Add(new Hash256(reader.Take(OutPointLength, "an outpoint")[..Hash256.Length]));
            reader.TakeBytes("script bytes");
            reader.Take(SequenceLength, "an input sequence");
        }
        return spent;
    }
}
