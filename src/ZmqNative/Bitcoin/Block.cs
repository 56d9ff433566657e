using System.Buffers;

namespace ZmqNative.Bitcoin;

/// <summary>A block with its transactions (Core: CBlock).</summary>
/// <param name="hash">The double SHA-256 of the 80-byte header.</param>
/// <param name="transactions">All transactions in block order, the coinbase first. Not copied.</param>
public sealed class Block(Hash256 hash, Transaction[] transactions)
{
    // Of some hundred transactions few are hashed when nearly all lanes have ended; their bytes stay in the cache until then.
    private const int HashedTogether = 128;

    [ThreadStatic]
    private static Sha256Batch? t_batch;

    /// <summary>The double SHA-256 of the 80-byte header.</summary>
    public Hash256 Hash { get; } = hash;

    /// <summary>All transactions in block order, the coinbase first.</summary>
    public ReadOnlySpan<Transaction> Transactions => transactions;

    /// <summary>
    /// Reads a block and computes its hash and txids; checks the merkle root, and the witness commitment (BIP 141) when there is
    /// witness data. Does not check the proof of work, scripts or amounts.
    /// </summary>
    /// <param name="raw">The network serialisation, with witness, and nothing else. The transactions are slices of it: it must not change afterwards.</param>
    /// <exception cref="InvalidDataException">Not a block: one sentence with the offset and what was expected.</exception>
    public static Block Parse(ReadOnlyMemory<byte> raw)
    {
        ReadOnlySpan<byte> bytes = raw.Span;
        var reader = new SerializedReader(bytes, "block");
        BlockHeader header = BlockHeader.Read(reader.Take(BlockHeader.Length, "a block header"));
        int count = reader.TakeCountFromOne(TransactionLayout.SmallestTransaction, "transactions");
        var transactions = new Transaction[count];
        TransactionLayout[] layouts = ArrayPool<TransactionLayout>.Shared.Rent(count);
        Hash256[] hashes = ArrayPool<Hash256>.Shared.Rent(count + 1);
        try
        {
            bool witness = false;
            for (int i = 0; i < count; i++)
            {
                layouts[i] = TransactionLayout.Read(ref reader);
                witness |= layouts[i].HasWitness;
            }
            reader.ExpectEnd();
            ComputeIds(bytes, layouts.AsSpan(0, count), hashes);
            for (int i = 0; i < count; i++)
            {
                transactions[i] = new Transaction(hashes[i], raw[layouts[i].Start..layouts[i].End]);
            }
            CheckMerkleRoot(ref reader, header.MerkleRoot, hashes, count);
            if (witness)
            {
                WitnessCommitment.Check(bytes, layouts[0], WitnessRoot(transactions, layouts, hashes));
            }
        }
        finally
        {
            ArrayPool<Hash256>.Shared.Return(hashes);
            ArrayPool<TransactionLayout>.Shared.Return(layouts);
        }
        return new Block(header.Hash, transactions);
    }

    /// <summary>The txids of a block's transactions.</summary>
    /// <param name="bytes">The block.</param>
    /// <param name="layouts">Of each transaction.</param>
    /// <param name="ids">For as many.</param>
    internal static void ComputeIds(ReadOnlySpan<byte> bytes, ReadOnlySpan<TransactionLayout> layouts, Span<Hash256> ids)
    {
        Sha256Batch batch = EmptyBatch();
        int done = 0;
        foreach (TransactionLayout layout in layouts)
        {
            layout.AddTo(batch, bytes);
            done += batch.IsFull ? batch.MoveTo(ids[done..]) : 0;
        }
        done += batch.MoveTo(ids[done..]);
        DoubleSha256.Again(ids[..done]);
    }

    private static Sha256Batch EmptyBatch()
    {
        Sha256Batch batch = t_batch ??= new Sha256Batch(HashedTogether);
        batch.Clear();
        return batch;
    }

    private static Hash256 WitnessRoot(Transaction[] transactions, TransactionLayout[] layouts, Hash256[] hashes)
    {
        int count = transactions.Length, done = 0;
        Sha256Batch batch = EmptyBatch();
        for (int i = 1; i < count; i++)
        {
            if (layouts[i].HasWitness)
            {
                batch.Add(transactions[i].Raw.Span);
                done += batch.IsFull ? batch.MoveTo(hashes.AsSpan(done)) : 0;
            }
        }
        done += batch.MoveTo(hashes.AsSpan(done));
        DoubleSha256.Again(hashes.AsSpan(0, done));
        // Backwards: each goes to a place after those that are still to be moved.
        for (int i = count - 1; i > 0; i--)
        {
            // Without a witness the wtxid is the txid.
            hashes[i] = layouts[i].HasWitness ? hashes[--done] : transactions[i].Id;
        }
        // The coinbase cannot commit to itself: zero stands in for it.
        hashes[0] = default;
        return MerkleTree.Root(hashes, count, out _);
    }

    private static void CheckMerkleRoot(ref SerializedReader reader, Hash256 claimed, Span<Hash256> hashes, int count)
    {
        Hash256 root = MerkleTree.Root(hashes, count, out bool ambiguous);
        if (root != claimed)
        {
            throw reader.Error(BlockHeader.MerkleRootOffset, $"the merkle root of the block's transactions, {root}", $"{claimed}");
        }
        if (ambiguous)
        {
            throw reader.Error(BlockHeader.Length, "transactions that differ", "some twice in a row, which the merkle root cannot tell apart (CVE-2012-2459)");
        }
    }
}
